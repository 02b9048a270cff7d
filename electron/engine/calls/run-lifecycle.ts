/**
 * What every run goes through, spoken or typed: created with a pinned version, logged, and closed exactly once with
 * a status and a disposition.
 */
import { costOf } from './cost.ts';
import type { RunLog } from './run-log.ts';
import type { RunStore } from './run-store.ts';
import type { dispositions, GatheredContext, Run, RunStatus, UsageInfo } from '#shared/domain/run.ts';

/** Dispositions of calls that went wrong on our side or were called off; everything else is a completed run. */
const statusOf: Partial<Record<(typeof dispositions)[number], RunStatus>> = {
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
};

function runStatus(disposition: string): RunStatus {
  return new Map<string, RunStatus>(Object.entries(statusOf)).get(disposition) ?? 'completed';
}

export interface ClosingRun {
  store: RunStore;
  log: RunLog;
  run: Run;
  gatheredContext: GatheredContext;
  usage: UsageInfo;
  endedAt: Date;
}

/** Writes the last events, then the record. What could not be kept makes the run `failed` and is thrown. */
export async function closeRun({
  store,
  log,
  run,
  gatheredContext,
  usage,
  endedAt,
}: ClosingRun): Promise<Run> {
  const disposition = gatheredContext.call_disposition ?? 'unknown';
  const status = runStatus(disposition);
  log.write('disposition', { call_disposition: disposition });
  log.write('run-completed', { status, call_disposition: disposition });
  await log.flush();
  const closed = await store.updateRun(run.id, {
    state: 'completed',
    is_completed: true,
    status,
    gathered_context: gatheredContext,
    usage_info: usage,
    cost_info: costOf(usage),
    ended_at: endedAt.toISOString(),
  });
  if (log.failure) throw log.failure as Error;
  return closed;
}
