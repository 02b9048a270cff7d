/**
 * The waits of answers over many runs: counted on a logarithmic scale as events come, read as percentiles. An answer that
 * several branches of a test have in their logs counts once, for the run that waited (`coverage.ts`).
 */
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { LatencyStage, RunLatency } from '../contract.ts';
import type { Statements } from '../statements.ts';

/** Each stretch of the scale is this much wider than the one before: a percentile is off by 1 % at most. */
const growth = 1.02;
/** So that tenths of a millisecond are told apart too. */
const offsetMs = 1;

/** Types of events that tell of waits; others need not be looked at. */
export const latencyTypes: readonly RunEvent['type'][] = ['latency', 'waterfall'];

interface Wait {
  stage: LatencyStage;
  /** Empty: no provider's time. */
  provider: string;
  ms: number;
}

/** Counts what an event tells of waits: in with 1, back out with −1. */
export function countLatency(
  statements: Statements,
  workflowId: string,
  event: Pick<RunEvent, 'type' | 'payload'>,
  change: 1 | -1,
): void {
  for (const { stage, provider, ms } of waitsOf(event as RunEvent))
    statements.run(
      `INSERT INTO latency_counts (workflow_id, stage, provider, bucket, count)
       VALUES (@workflowId, @stage, @provider, @bucket, @change)
       ON CONFLICT DO UPDATE SET count = count + @change`,
      { workflowId, stage, provider, bucket: bucketOf(ms), change },
    );
}

/** Answers to spoken turns only: nobody waits for an opening. */
function waitsOf(event: RunEvent): Wait[] {
  const waits: Wait[] = [];
  const add = (
    stage: LatencyStage,
    provider: string | null,
    from: number | null,
    to: number | null,
  ): void => {
    if (from !== null && to !== null && to >= from)
      waits.push({ stage, provider: provider ?? '', ms: to - from });
  };
  if (event.type === 'latency') add('own', null, 0, event.payload.own_overhead_ms);
  if (event.type !== 'waterfall' || event.payload.anchor !== 'voice-end') return waits;
  const marks = event.payload;
  const { stt, llm, tts } = marks.providers;
  add('heard', null, 0, marks.first_frame_ms);
  add('silence', null, 0, marks.turn_decided_ms);
  add('words', stt, marks.turn_decided_ms, marks.stt_final_ms);
  add('model', llm, marks.llm_request_ms, marks.llm_first_token_ms);
  add('voice', tts, marks.tts_request_ms, marks.tts_first_byte_ms);
  return waits;
}

function bucketOf(ms: number): number {
  return Math.floor(Math.log(Math.max(0, ms) + offsetMs) / Math.log(growth));
}

/** The middle of a stretch. */
function valueOf(bucket: number): number {
  const ms = growth ** (bucket + 0.5) - offsetMs;
  return Math.round(Math.max(0, ms) * 10) / 10;
}

const stageOrder: readonly LatencyStage[] = ['heard', 'silence', 'words', 'model', 'voice', 'own'];

/** Of one workflow, or of all. By stage, the most used provider first. */
export function runLatency(statements: Statements, workflowId: string | null): RunLatency {
  const rows = statements.all<{ stage: LatencyStage; provider: string; bucket: number; n: number }>(
    `SELECT stage, provider, bucket, sum(count) AS n FROM latency_counts
     ${workflowId === null ? '' : 'WHERE workflow_id = @workflowId'}
     GROUP BY stage, provider, bucket HAVING sum(count) > 0 ORDER BY stage, provider, bucket`,
    workflowId === null ? {} : { workflowId },
  );
  const groups = new Map<string, typeof rows>();
  for (const row of rows) {
    const key = `${row.stage} ${row.provider}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const [head] = group;
      if (!head) return [];
      const count = group.reduce((sum, { n }) => sum + n, 0);
      const at = (share: number): number => percentile(group, Math.max(1, Math.ceil(share * count)));
      const provider = head.provider === '' ? null : head.provider;
      return [{ stage: head.stage, provider, count, p50_ms: at(0.5), p95_ms: at(0.95) }];
    })
    .sort((a, b) => stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage) || b.count - a.count);
}

/** Nearest rank. */
function percentile(group: readonly { bucket: number; n: number }[], rank: number): number {
  let seen = 0;
  for (const { bucket, n } of group) {
    seen += n;
    if (seen >= rank) return valueOf(bucket);
  }
  return 0;
}
