/** `parley runs`: what the library keeps. */
import { StudioError } from '#engine/base/errors.ts';
import { exportRun } from '#library/export.ts';
import type { Library } from '#library/index.ts';
import type { Run } from '#shared/domain/run.ts';
import { transcriptOf, transcriptText } from '#shared/domain/transcript.ts';
import { UsageError } from './usage.ts';

const pageSize = 500;

export async function listRuns(library: Library, asJson: boolean): Promise<string> {
  const runs: Run[] = [];
  let after: string | null = null;
  do {
    const page = await library.listRuns({ limit: pageSize, ...(after === null ? {} : { after }) });
    runs.push(...page.runs);
    after = page.next;
  } while (after !== null);
  if (asJson) return `${JSON.stringify(runs)}\n`;
  if (runs.length === 0) return 'No runs yet. `parley call WORKFLOW --text "hello"` makes one.\n';
  return runs.map((run) => `${runLine(run)}\n`).join('');
}

export async function showRun(library: Library, id: string, asJson: boolean): Promise<string> {
  const run = await library.getRun(id);
  if (!run) throw notFound(id);
  const events = await library.getEvents(id);
  if (asJson) return `${JSON.stringify({ run, events })}\n`;
  const {
    call_disposition: disposition,
    nodes_visited: path,
    extracted_variables: found,
  } = run.gathered_context;
  return [
    runLine(run),
    `disposition  ${disposition ?? '—'}`,
    `path         ${(path ?? []).join(' → ')}`,
    `gathered     ${JSON.stringify(found ?? {})}`,
    '',
    transcriptText(transcriptOf(events)),
  ].join('\n');
}

export async function exportOneRun(
  library: Library,
  id: string,
  folder: string | undefined,
): Promise<string> {
  if (folder === undefined)
    throw new UsageError('runs export needs a run id and a folder: runs export ID DIR.');
  if (!(await library.getRun(id))) throw notFound(id);
  await exportRun(library, id, folder);
  return `${folder}\n`;
}

function notFound(id: string): StudioError {
  return new StudioError(
    'run-not-found',
    `There is no run ${id} in this library. \`parley runs list\` shows them.`,
  );
}

function runLine(run: Run): string {
  const seconds = Math.round(run.usage_info?.call_duration_seconds ?? 0);
  const duration = `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
  const status = run.status ?? run.state;
  return [
    run.id,
    run.created_at,
    duration.padStart(6),
    run.mode.padEnd(5),
    status.padEnd(11),
    run.workflow_name,
  ].join('  ');
}
