/**
 * What every run goes through, spoken or typed: created with a pinned version, logged, and closed exactly once with
 * a status and a disposition.
 */
import { toStudioError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import { costOf, type CarrierPrice } from './cost.ts';
import type { CallWorkflow } from './call-workflow.ts';
import { RunLog } from './run-log.ts';
import type { RunStore } from './run-store.ts';
import type { dispositions, GatheredContext, Run, RunStatus, UsageInfo } from '#shared/domain/run.ts';

/** Dispositions of calls that went wrong on our side or were called off; everything else is a completed run. */
const statusOf = new Map<string, RunStatus>(
  Object.entries({
    pipeline_error: 'failed',
    unexpected_error: 'failed',
    system_connect_error: 'failed',
    error: 'failed',
    failed: 'failed',
    system_cancelled: 'canceled',
    canceled: 'canceled',
    busy: 'busy',
    'no-answer': 'no-answer',
    interrupted: 'interrupted',
    branch_left: 'canceled',
  } satisfies Partial<Record<(typeof dispositions)[number], RunStatus>>),
);

export interface OpeningRun {
  store: RunStore;
  workflow: CallWorkflow;
  mode: Run['mode'];
  /** Default `inbound`. */
  callType?: Run['call_type'];
  initialContext: Record<string, unknown>;
  extra?: Run['extra'];
  date: () => Date;
  logger: Logger;
  onEvent: (event: RunEvent) => void;
}

/** Creates the run and its log; nothing is logged yet. */
export async function createLoggedRun(options: OpeningRun): Promise<{ run: Run; log: RunLog }> {
  const { store, workflow, mode, initialContext, extra, date, logger, onEvent } = options;
  const run = await store.createRun({
    workflow_id: workflow.id,
    workflow_name: workflow.name,
    document: workflow.document,
    mode,
    call_type: options.callType ?? 'inbound',
    initial_context: initialContext,
    ...(extra === undefined ? {} : { extra }),
  });
  return { run, log: new RunLog({ runId: run.id, store, date, listener: onEvent, logger }) };
}

/** The first event of every run. */
export function logRunStart(
  log: RunLog,
  run: Run,
  providers: RunEventPayload<'run-start'>['providers'],
): void {
  log.write('run-start', {
    workflow_id: run.workflow_id,
    workflow_name: run.workflow_name,
    definition_id: run.definition_id,
    mode: run.mode,
    providers,
    initial_context: run.initial_context,
  });
}

export interface ClosingRun {
  store: RunStore;
  log: RunLog;
  run: Run;
  gatheredContext: GatheredContext;
  usage: UsageInfo;
  /** Absent: only what is free has a known price. */
  prices?: PriceBook | undefined;
  /** Absent: nobody asks money for carrying it. */
  carrier?: CarrierPrice | undefined;
  endedAt: Date;
}

/** Writes the last events, then the record. Throws, with the record closed, when events could not be kept. */
export async function closeRun({
  store,
  log,
  run,
  gatheredContext,
  usage,
  prices,
  carrier,
  endedAt,
}: ClosingRun): Promise<Run> {
  const disposition = gatheredContext.call_disposition ?? 'unknown';
  const status = statusOf.get(disposition) ?? 'completed';
  log.write('disposition', { call_disposition: disposition });
  log.write('run-completed', { status, call_disposition: disposition });
  await log.flush();
  const closed = await store.updateRun(run.id, {
    state: 'completed',
    is_completed: true,
    status,
    gathered_context: gatheredContext,
    usage_info: usage,
    cost_info: costOf(usage, prices, carrier),
    ended_at: endedAt.toISOString(),
  });
  if (log.failure) throw log.failure as Error;
  return closed;
}

export interface FailedOpening {
  store: RunStore;
  log: RunLog;
  run: Run;
  /** What kept the run from beginning, and in which part (`recording`, `call`). */
  thrown: unknown;
  stage: string;
  endedAt: Date;
  logger: Logger;
}

/**
 * Closes a run that could not begin, so that none is left half-written: an error event, then the end like every other.
 * Never throws: whoever opened the run is told what went wrong first.
 */
export async function closeUnopenedRun(failed: FailedOpening): Promise<void> {
  const { store, log, run, thrown, stage, endedAt, logger } = failed;
  logFailure(log, stage, thrown);
  try {
    await closeRun({
      store,
      log,
      run,
      gatheredContext: { call_disposition: 'system_connect_error' },
      usage: { llm: {}, tts: {}, stt: {}, call_duration_seconds: 0 },
      endedAt,
    });
  } catch (error) {
    logger.log('error', 'a run that could not begin could not be closed', {
      run: run.id,
      error: String(error),
    });
  }
}

/** The `error` event of whatever was thrown. */
export function logFailure(log: RunLog, stage: string, thrown: unknown): void {
  const { code, message, retryable } = toStudioError(thrown);
  log.write('error', { code, message, retryable, stage });
}
