/** Runs, one at a time; pages of them are in `run-listing.ts`. */
import { LibraryError } from '#engine/base/errors.ts';
import type { NewRun, RunPatch } from '#engine/calls/run-store.ts';
import type { Run } from '#shared/domain/run.ts';
import { runNotFound } from '../errors.ts';
import { assertRunId } from '../layout.ts';
import type { ProcessIdentity } from '../process-identity.ts';
import { first, type Statements } from '../statements.ts';
import { countCoveringRun } from './coverage.ts';
import { noteAfterRun, removeAfterRun } from './deliveries.ts';
import { removeEvents } from './run-events.ts';
import { countRun, facetOf } from './run-facets.ts';
import { runColumns, selectRunColumns, toRow, toRun, type RunRow } from './run-row.ts';
import { pinVersion } from './workflow-versions.ts';

const modeNames: Record<Run['mode'], string> = { web: 'Web call', text: 'Text run', phone: 'Phone call' };

export function getRun(statements: Statements, id: string): Run | null {
  const row = first(
    statements.all<RunRow>(`SELECT ${selectRunColumns} FROM runs r WHERE r.id = @id`, { id }),
  );
  return row === null ? null : toRun(row);
}

export function mustGetRun(statements: Statements, id: string): Run {
  const run = getRun(statements, id);
  if (run === null) throw runNotFound(id);
  return run;
}

/** Pins the workflow's version and writes the run in state `initialized`. */
export function createRun(
  statements: Statements,
  input: NewRun & { id: string },
  owner: ProcessIdentity,
  time: string,
): Run {
  const id = assertRunId(input.id);
  if (getRun(statements, id) !== null)
    throw new LibraryError('input-invalid', `There is a run ${id} already; give the new one another id.`);
  return statements.transaction(() => {
    const run: Run = {
      id,
      name: `${modeNames[input.mode]} ${id.replace(/^run[_-]/, '').slice(0, 8)}`,
      workflow_id: input.workflow_id,
      workflow_name: input.workflow_name,
      definition_id: pinVersion(statements, input.workflow_id, input.document, time),
      mode: input.mode,
      call_type: input.call_type,
      state: 'initialized',
      status: null,
      is_completed: false,
      recording_url: null,
      transcript_url: null,
      usage_info: null,
      cost_info: null,
      initial_context: input.initial_context,
      gathered_context: {},
      logs: {},
      annotations: {},
      extra: input.extra ?? {},
      campaign_id: null,
      queued_run_id: null,
      created_at: time,
      started_at: null,
      ended_at: null,
    };
    insertRun(statements, run, owner);
    return run;
  });
}

/** Writes a whole run record. */
export function insertRun(statements: Statements, run: Run, owner: ProcessIdentity): void {
  const facetId = facetOf(statements, run);
  statements.run(
    `INSERT INTO runs (facet_id, ${runColumns.join(', ')}, owner_pid, owner_started, owner_host, owner_session)
     VALUES (@facet_id, ${runColumns.map((column) => `@${column}`).join(', ')},
       @owner_pid, @owner_started, @owner_host, @owner_session)`,
    {
      ...toRow(run),
      facet_id: facetId,
      owner_pid: owner.pid,
      owner_started: owner.started,
      owner_host: owner.host,
      owner_session: owner.session,
    },
  );
  countRun(statements, facetId, run.created_at, 1);
  countCoveringRun(statements, run.definition_id, 1);
}

const patchable = [
  'state',
  'status',
  'is_completed',
  'recording_url',
  'transcript_url',
  'usage_info',
  'cost_info',
  'gathered_context',
  'logs',
  'extra',
  'started_at',
  'ended_at',
] as const satisfies (keyof RunPatch)[];

export function updateRun(statements: Statements, id: string, patch: RunPatch): Run {
  return statements.transaction(() => {
    const was = mustGetRun(statements, id);
    const run = { ...was, ...patch };
    const before = first(
      statements.all<{ facet_id: number }>('SELECT facet_id FROM runs WHERE id = @id', { id }),
    );
    const facetId = facetOf(statements, run);
    if (before !== null && before.facet_id !== facetId) {
      countRun(statements, before.facet_id, run.created_at, -1);
      countRun(statements, facetId, run.created_at, 1);
    }
    statements.run(
      `UPDATE runs SET facet_id = @facet_id, ${patchable.map((column) => `${column} = @${column}`).join(', ')}
       WHERE id = @id`,
      { ...toRow(run), facet_id: facetId },
    );
    if (run.state === 'completed' && was.state !== 'completed') noteAfterRun(statements, run);
    return run;
  });
}

/** Rows first; the folder is noted for removal, so that a crash in between leaves nothing behind for good. */
export function removeRunRows(statements: Statements, id: string): void {
  statements.transaction(() => {
    const run = mustGetRun(statements, id);
    if (run.state !== 'completed')
      throw new LibraryError('run-active', `Run ${id} is still up. Hang up first, then delete it.`);
    const row = first(
      statements.all<{ facet_id: number }>('SELECT facet_id FROM runs WHERE id = @id', { id }),
    );
    if (row !== null) countRun(statements, row.facet_id, run.created_at, -1);
    statements.run('INSERT INTO run_folder_removals (run_id) VALUES (@id) ON CONFLICT DO NOTHING', { id });
    removeEvents(statements, id);
    removeAfterRun(statements, id);
    countCoveringRun(statements, run.definition_id, -1);
    statements.run('DELETE FROM recordings WHERE run_id = @id', { id });
    statements.run('DELETE FROM runs WHERE id = @id', { id });
  });
}

/** Was this run made by this very opening of the library, and has nothing happened in it? */
export function isUntouchedRunOf(statements: Statements, id: string, owner: ProcessIdentity): boolean {
  return (
    first(
      statements.all(
        `SELECT 1 FROM runs WHERE id = @id AND owner_session = @session AND state = 'initialized'
         AND NOT EXISTS (SELECT 1 FROM run_events WHERE run_id = @id)`,
        { id, session: owner.session },
      ),
    ) !== null
  );
}

interface OwnerRow {
  id: string;
  owner_pid: number;
  owner_started: string;
  owner_host: string;
  owner_session: string;
}

/** Runs that are not completed, with the process that carries each. */
export function activeRuns(statements: Statements): { id: string; owner: ProcessIdentity }[] {
  return statements
    .all<OwnerRow>(
      `SELECT id, owner_pid, owner_started, owner_host, owner_session FROM runs
       WHERE state <> 'completed' ORDER BY created_at, id`,
    )
    .map((row) => ({
      id: row.id,
      owner: {
        pid: row.owner_pid,
        started: row.owner_started,
        host: row.owner_host,
        session: row.owner_session,
      },
    }));
}
