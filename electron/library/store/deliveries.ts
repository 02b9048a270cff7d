/** What is still to be done after a run, and what has been delivered. Every change of it is one transaction. */
import type { AfterRunEvent, AfterRunRecord, DueWork, NewDelivery } from '#engine/after-run/port.ts';
import { LibraryError } from '#engine/base/errors.ts';
import type { AfterRun } from '#shared/bridge/deliveries.ts';
import type { Delivery, DeliveryRequest } from '#shared/domain/after-run.ts';
import type { Run } from '#shared/domain/run.ts';
import { runNotFound } from '../errors.ts';
import { first, type Statements } from '../statements.ts';
import { appendEvents } from './run-events.ts';

/** So much is taken up at once. */
const dueAtOnce = 8;

type DeliveryRow = Omit<Delivery, 'method' | 'url'> & { request: string };

const columns = [
  ...['delivery_uuid', 'run_id', 'node_id', 'node_name', 'state', 'attempts', 'next_attempt_at', 'request'],
  ...['status_code', 'error', 'created_at', 'updated_at'],
] as const;
const selectDeliveries = `SELECT ${columns.join(', ')} FROM deliveries`;

/** Runs that were left for another branch of a test never came to an end of their own: nothing is sent of them. */
const withoutAfterRun = 'branch_left';

/** The run is over: what its nodes ask for is due. Part of the transaction that ends it. */
export function noteAfterRun(statements: Statements, run: Run): void {
  if (run.gathered_context.call_disposition === withoutAfterRun) return;
  // Words that every document with such a node holds; whether it is switched on is looked at later.
  statements.run(
    `INSERT INTO after_runs (run_id)
     SELECT @runId FROM workflow_versions
     WHERE id = @definitionId AND (instr(document, '"webhook"') > 0 OR instr(document, '"qa"') > 0)
     ON CONFLICT DO NOTHING`,
    { runId: run.id, definitionId: run.definition_id },
  );
}

/** Part of the transaction that deletes the run. */
export function removeAfterRun(statements: Statements, runId: string): void {
  statements.run('DELETE FROM after_runs WHERE run_id = @runId', { runId });
  statements.run('DELETE FROM deliveries WHERE run_id = @runId', { runId });
}

export function dueAfterRuns(statements: Statements, now: string): DueWork {
  const runs = statements.all<{ run_id: string }>(
    `SELECT a.run_id FROM after_runs a JOIN runs r ON r.id = a.run_id ORDER BY r.created_at, r.id LIMIT ${dueAtOnce}`,
  );
  const rows = statements.all<DeliveryRow>(
    `${selectDeliveries} WHERE state = 'pending' AND next_attempt_at <= @now ORDER BY next_attempt_at, id LIMIT ${dueAtOnce}`,
    { now },
  );
  const next = first(
    statements.all<{ at: string | null }>(
      `SELECT min(next_attempt_at) AS at FROM deliveries WHERE state = 'pending' AND next_attempt_at > @now`,
      { now },
    ),
  );
  return {
    runs: runs.map(({ run_id }) => run_id),
    deliveries: rows.map(toNewDelivery),
    next_at: next?.at ?? null,
  };
}

export function afterRunOf(statements: Statements, runId: string): AfterRun {
  const isWaiting =
    first(statements.all('SELECT 1 FROM after_runs WHERE run_id = @runId', { runId })) !== null;
  const rows = statements.all<DeliveryRow>(`${selectDeliveries} WHERE run_id = @runId ORDER BY id`, {
    runId,
  });
  return { is_waiting: isWaiting, deliveries: rows.map(toDelivery) };
}

export function getDelivery(statements: Statements, deliveryUuid: string): Delivery | null {
  const row = first(
    statements.all<DeliveryRow>(`${selectDeliveries} WHERE delivery_uuid = @deliveryUuid`, { deliveryUuid }),
  );
  return row === null ? null : toDelivery(row);
}

/** It is due now, with all its attempts before it. */
export function redeliver(statements: Statements, deliveryUuid: string, now: string): Delivery {
  statements.run(
    `UPDATE deliveries SET state = 'pending', attempts = 0, next_attempt_at = @now, updated_at = @now
     WHERE delivery_uuid = @deliveryUuid AND json_extract(request, '$.url') <> ''`,
    { deliveryUuid, now },
  );
  const delivery = getDelivery(statements, deliveryUuid);
  if (delivery?.state === 'pending') return delivery;
  throw new LibraryError(
    'input-invalid',
    delivery === null
      ? 'There is no such delivery. Its run may have been deleted.'
      : `“${delivery.node_name}” could not be made for this run, so there is nothing to send: ${delivery.error ?? ''}`,
  );
}

export function recordAfterRun(
  statements: Statements,
  runId: string,
  { events, annotations, usage, prepared, attempted }: AfterRunRecord,
  now: string,
): void {
  statements.transaction(() => {
    if (annotations !== undefined) addAnnotations(statements, runId, annotations);
    if (usage !== undefined)
      statements.run('UPDATE runs SET usage_info = @usage, cost_info = @cost WHERE id = @runId', {
        runId,
        usage: JSON.stringify(usage.usage_info),
        cost: JSON.stringify(usage.cost_info),
      });
    if (prepared !== undefined) {
      for (const delivery of prepared) addDelivery(statements, delivery);
      statements.run('DELETE FROM after_runs WHERE run_id = @runId', { runId });
    }
    if (attempted !== undefined)
      statements.run(
        `UPDATE deliveries SET state = @state, attempts = @attempts, next_attempt_at = @next_attempt_at,
           status_code = @status_code, error = @error, updated_at = @now WHERE delivery_uuid = @delivery_uuid`,
        { ...attempted, now },
      );
    appendAfterRun(statements, runId, events, now);
  });
}

function addAnnotations(statements: Statements, runId: string, annotations: Record<string, unknown>): void {
  const row = first(
    statements.all<{ annotations: string }>('SELECT annotations FROM runs WHERE id = @runId', { runId }),
  );
  const kept = JSON.parse(row?.annotations ?? '{}') as Record<string, unknown>;
  statements.run('UPDATE runs SET annotations = @annotations WHERE id = @runId', {
    runId,
    annotations: JSON.stringify({ ...kept, ...annotations }),
  });
}

/** Numbered on from the last event; outside the media, and in no node. */
function appendAfterRun(
  statements: Statements,
  runId: string,
  events: readonly AfterRunEvent[],
  now: string,
): void {
  const last = first(
    statements.all<{ seq: number; turn: number }>(
      'SELECT seq, turn FROM run_events WHERE run_id = @runId ORDER BY seq DESC LIMIT 1',
      { runId },
    ),
  );
  if (last === null && first(statements.all('SELECT 1 FROM runs WHERE id = @runId', { runId })) === null)
    throw runNotFound(runId);
  const numbered = events.map((event, index) => ({
    seq: (last?.seq ?? 0) + 1 + index,
    time: now,
    at_ms: null,
    turn: last?.turn ?? 0,
    node_id: null,
    node_name: null,
    ...event,
  }));
  appendEvents(statements, runId, numbered);
}

function addDelivery(
  statements: Statements,
  { request, method: _, url: __, ...delivery }: NewDelivery,
): void {
  statements.run(
    `INSERT INTO deliveries (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})
     ON CONFLICT DO NOTHING`,
    { ...delivery, request: JSON.stringify(request) },
  );
}

function toNewDelivery({ request: json, ...row }: DeliveryRow): NewDelivery {
  const request = JSON.parse(json) as DeliveryRequest;
  return { ...row, method: request.method, url: request.url, request };
}

function toDelivery(row: DeliveryRow): Delivery {
  const { request: _, ...delivery } = toNewDelivery(row);
  return delivery;
}
