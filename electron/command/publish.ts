/** `parley publish`: the draft of an agent, or a file, becomes the version that is called by telephone. */
import { isDeepStrictEqual } from 'node:util';
import { StudioError } from '#engine/base/errors.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import type { Library } from '#library/index.ts';
import type { WorkflowRecord } from '#shared/bridge/contract.ts';
import type { WorkflowVersion } from '#shared/bridge/versions.ts';
import { logicOf } from '#shared/graph/logic.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { plainLine } from './plain-text.ts';
import { agentNamed, documentInLibrary, InvalidWorkflow, notFound } from './workflow-source.ts';

export interface PublishOptions {
  note: string;
  /** A file takes the place of changes that were never published. */
  overwrite: boolean;
}

export interface PublishedAgent {
  workflow_id: string;
  name: string;
  version: WorkflowVersion;
}

/**
 * `file`: the document of that name, when it is one on disk; it becomes the draft of the agent that is called like it
 * before, or of a new one. Throws InvalidWorkflow with the reasons, StudioError `workflow-conflict` when a file would
 * take the place of changes that were never published, AmbiguousName when several agents are called so.
 */
export async function publish(
  library: Library,
  name: string,
  file: CallWorkflow | null,
  options: PublishOptions,
): Promise<PublishedAgent> {
  const {
    id,
    name: agentName,
    revision,
  } = file === null ? await draftOf(library, name) : await draftFrom(library, file, options);
  const version = await library.publishWorkflow(id, options.note, revision);
  return { workflow_id: id, name: agentName, version };
}

export function publishedText({ name, version }: PublishedAgent): string {
  const note = version.note === '' ? '' : `: ${version.note}`;
  return `${plainLine(`“${name}” is published as version ${String(version.number)}${note}`)}\n`;
}

async function draftOf(library: Library, name: string): Promise<WorkflowRecord> {
  const found = await documentInLibrary(library, name);
  const record = found && (await library.getWorkflow(found.id));
  if (!record) throw notFound(name);
  const problems = validateWorkflow(record.document);
  if (problems.length > 0) throw new InvalidWorkflow(name, problems);
  return record;
}

async function draftFrom(
  library: Library,
  { name, document }: CallWorkflow,
  { overwrite }: PublishOptions,
): Promise<WorkflowRecord> {
  const id = await agentNamed(library, name);
  const draft = id === null ? null : await library.getWorkflow(id);
  if (!draft) return await library.saveWorkflow({ name, document });
  const isSame = isDeepStrictEqual(logicOf(draft.document), logicOf(document));
  if (draft.has_unpublished_changes && !isSame && !overwrite)
    throw new StudioError(
      'workflow-conflict',
      `“${name}” has changes in the studio that were never published. Publish them there or give --overwrite: the file takes their place.`,
    );
  return await library.saveWorkflow({
    id: draft.id,
    name,
    document,
    expectedRevision: draft.revision,
  });
}
