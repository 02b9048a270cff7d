import type { WorkflowVersion } from '#shared/bridge/versions.ts';

/** Published ones, and what was run between them. */
export function historyLines(versions: readonly WorkflowVersion[]): (WorkflowVersion | WorkflowVersion[])[] {
  const lines: (WorkflowVersion | WorkflowVersion[])[] = [];
  for (const version of versions) {
    const last = lines.at(-1);
    if (version.number !== null) lines.push(version);
    else if (Array.isArray(last)) last.push(version);
    else lines.push([version]);
  }
  return lines;
}
