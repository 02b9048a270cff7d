/** The append-only log of a run. */
import { isDeepStrictEqual } from 'node:util';
import { LibraryError } from '#engine/base/errors.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { runNotFound } from '../errors.ts';
import { countCoverage, coveringTypes, takenOverTurn } from './coverage.ts';
import { countLatency, latencyTypes } from './latency-counts.ts';
import { first, type Parameters, type Statements } from '../statements.ts';

type EventRow = Omit<RunEvent, 'payload'> & { payload: string };

/** What the counts of a run's events are kept under. */
interface CountedRun extends Pick<Run, 'workflow_id' | 'definition_id'> {
  /** Up to this turn it has the events of the run that it goes on from; null: all are its own. */
  taken_over_turn: number | null;
}

const SELECT_COUNTED = `SELECT workflow_id, definition_id, ${takenOverTurn('extra')} AS taken_over_turn FROM runs WHERE id = @runId`;

const SELECT_EVENTS = `SELECT seq, time, at_ms, turn, node_id, node_name, type, payload FROM run_events WHERE run_id = @runId`;

export function getEvents(statements: Statements, runId: string): RunEvent[] {
  return statements.all<EventRow>(`${SELECT_EVENTS} ORDER BY seq`, { runId }).map(toEvent);
}

/** Removes a run's log, and what it counts for. Part of a transaction. */
export function removeEvents(statements: Statements, runId: string): void {
  const counted = mustGetCounted(statements, runId);
  const types = [...latencyTypes, ...coveringTypes].map((type) => `'${type}'`).join(', ');
  const rows = statements.all<EventRow>(`${SELECT_EVENTS} AND type IN (${types})`, { runId });
  for (const row of rows) countEvent(statements, counted, toEvent(row), -1);
  statements.run('DELETE FROM run_events WHERE run_id = @runId', { runId });
}

/** All of them or none. An event that is there already, as when a batch is sent again, is passed over; another one under its number is refused. */
export function appendEvents(statements: Statements, runId: string, events: readonly RunEvent[]): void {
  const run = mustGetCounted(statements, runId);
  statements.transaction(() => {
    for (const event of events) {
      const added = statements.run(
        `INSERT INTO run_events (run_id, seq, time, at_ms, turn, node_id, node_name, type, payload)
         VALUES (@runId, @seq, @time, @at_ms, @turn, @node_id, @node_name, @type, @payload) ON CONFLICT DO NOTHING`,
        toRow(runId, event),
      );
      if (added === 0) assertSame(statements, runId, event);
      else countEvent(statements, run, event, 1);
    }
  });
}

function mustGetCounted(statements: Statements, runId: string): CountedRun {
  const run = first(statements.all<CountedRun>(SELECT_COUNTED, { runId }));
  if (run === null) throw runNotFound(runId);
  return run;
}

/** What a run has taken over from the one that it goes on from counts there. */
function countEvent(statements: Statements, run: CountedRun, event: RunEvent, change: 1 | -1): void {
  if (run.taken_over_turn !== null && event.turn <= run.taken_over_turn) return;
  countLatency(statements, run.workflow_id, event, change);
  countCoverage(statements, run.definition_id, event, change);
}

function assertSame(statements: Statements, runId: string, event: RunEvent): void {
  const row = first(statements.all<EventRow>(`${SELECT_EVENTS} AND seq = @seq`, { runId, seq: event.seq }));
  if (row !== null && isDeepStrictEqual(toRow(runId, toEvent(row)), toRow(runId, event))) return;
  throw new LibraryError(
    'input-invalid',
    `Run ${runId} has another event number ${String(event.seq)} already (${row?.type ?? 'unknown'}); events are only ever added.`,
  );
}

function toRow(runId: string, event: RunEvent): Parameters {
  const { seq, time, at_ms, turn, node_id, node_name, type } = event;
  return { runId, seq, time, at_ms, turn, node_id, node_name, type, payload: JSON.stringify(event.payload) };
}

function toEvent(row: EventRow): RunEvent {
  return { ...row, payload: JSON.parse(row.payload) as RunEvent['payload'] } as RunEvent;
}
