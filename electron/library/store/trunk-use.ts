/** What the calls of a trunk have come to since a moment: calls, minutes and money. */
import { first, type Statements } from '../statements.ts';

export interface TrunkUse {
  /** Calls that we made, whatever became of them. */
  outboundCalls: number;
  inboundCalls: number;
  /** Connected time of both, calls that are up included. */
  seconds: number;
  /** Connected time rounded up to minutes call by call, as most carriers bill it. */
  billedMinutes: number;
  /** What is known of the cost of models and voices, without the carrier's. */
  providersUsd: number;
}

/**
 * @param since ISO 8601 UTC, inclusive
 * @param now of calls that are up, which have no duration yet
 */
export function trunkUse(statements: Statements, trunkId: string, since: string, now: string): TrunkUse {
  // Of a call that is up it is not told when it was answered: its start is on the safe side.
  const use = first(
    statements.all<TrunkUse>(
      `WITH used AS (
         SELECT call_type, cost_info,
           CASE WHEN state = 'completed' THEN coalesce(json_extract(usage_info, '$.call_duration_seconds'), 0)
             WHEN started_at IS NULL THEN 0
             ELSE max(0, (julianday(@now) - julianday(started_at)) * 86400) END AS seconds
         FROM runs
         WHERE mode = 'phone' AND json_extract(extra, '$.trunk_id') = @trunkId AND created_at >= @since
       )
       SELECT coalesce(sum(call_type = 'outbound'), 0) AS outboundCalls,
         coalesce(sum(call_type = 'inbound'), 0) AS inboundCalls,
         coalesce(sum(seconds), 0.0) AS seconds,
         coalesce(sum(ceil(seconds / 60.0 - 1e-6)), 0.0) AS billedMinutes,
         coalesce(sum((SELECT sum(json_extract(value, '$.usd')) FROM json_each(cost_info, '$.lines')
           WHERE json_extract(value, '$.kind') <> 'carrier')), 0.0) AS providersUsd
       FROM used`,
      { trunkId, since, now },
    ),
  );
  if (use === null) throw new Error('a sum has one row');
  return use;
}
