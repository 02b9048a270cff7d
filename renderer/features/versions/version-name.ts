/** How versions are called and told apart: content that was published twice is in the history twice, with one id. */
import type { WorkflowVersion } from '#shared/bridge/versions.ts';

/** `v3`; what was only run has no number. */
export const versionName = ({ number, created_at: createdAt }: WorkflowVersion): string =>
  number === null
    ? `the tested draft of ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(createdAt))}`
    : `v${number}`;

/** Of one line of the history. */
export const versionKey = ({ number, version_id: id }: WorkflowVersion): string => `${number ?? 'run'}@${id}`;

export const versionIdOf = (key: string): string => key.slice(key.indexOf('@') + 1);
