/** The append-only log of a run. */
import { isDeepStrictEqual } from 'node:util';
import { LibraryError } from '#engine/base/errors.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { runNotFound } from '../errors.ts';
import { countLatency } from './latency-counts.ts';
import { first, type Parameters, type Statements } from '../statements.ts';

type EventRow = Omit<RunEvent, 'payload'> & { payload: string };

const SELECT_EVENTS = `SELECT seq, time, at_ms, turn, node_id, node_name, type, payload FROM run_events WHERE run_id = @runId`;

export function getEvents(statements: Statements, runId: string): RunEvent[] {
  return statements.all<EventRow>(`${SELECT_EVENTS} ORDER BY seq`, { runId }).map(toEvent);
}

/** Removes a run's log, and what it counts for. Part of a transaction. */
export function removeEvents(statements: Statements, runId: string, workflowId: string): void {
  const timed = statements.all<EventRow>(`${SELECT_EVENTS} AND type IN ('latency', 'waterfall')`, { runId });
  for (const row of timed) countLatency(statements, workflowId, toEvent(row), -1);
  statements.run('DELETE FROM run_events WHERE run_id = @runId', { runId });
}

/** All of them or none. An event that is there already, as when a batch is sent again, is passed over; another one under its number is refused. */
export function appendEvents(statements: Statements, runId: string, events: readonly RunEvent[]): void {
  const run = first(
    statements.all<{ workflow_id: string }>('SELECT workflow_id FROM runs WHERE id = @runId', { runId }),
  );
  if (run === null) throw runNotFound(runId);
  statements.transaction(() => {
    for (const event of events) {
      const added = statements.run(
        `INSERT INTO run_events (run_id, seq, time, at_ms, turn, node_id, node_name, type, payload)
         VALUES (@runId, @seq, @time, @at_ms, @turn, @node_id, @node_name, @type, @payload) ON CONFLICT DO NOTHING`,
        toRow(runId, event),
      );
      if (added === 0) assertSame(statements, runId, event);
      else countLatency(statements, run.workflow_id, event, 1);
    }
  });
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
