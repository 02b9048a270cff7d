/**
 * What a webhook can tell of a run. The names are those of a Dograh webhook where it has one; what Parley adds stands
 * behind. Templates find the caller's data (the keys of `initial_context`) beside them.
 */
import { linesOf, transcriptOf, transcriptText } from '#shared/domain/transcript.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';

/** @param deliveryUuid of the webhook that asks */
export function runFacts(
  run: Run,
  events: readonly RunEvent[],
  deliveryUuid: string,
): Record<string, unknown> {
  const items = transcriptOf(events);
  return {
    workflow_run_id: run.id,
    workflow_run_name: run.name,
    workflow_id: run.workflow_id,
    workflow_name: run.workflow_name,
    campaign_id: run.campaign_id,
    call_time: run.started_at ?? run.created_at,
    initial_context: run.initial_context,
    gathered_context: run.gathered_context,
    cost_info: run.cost_info,
    annotations: run.annotations,
    extra: run.extra,
    recording_url: run.recording_url,
    transcript_url: run.transcript_url,
    delivery_uuid: deliveryUuid,
    run_id: run.id,
    definition_id: run.definition_id,
    mode: run.mode,
    call_type: run.call_type,
    status: run.status,
    call_disposition: run.gathered_context.call_disposition ?? null,
    started_at: run.started_at,
    ended_at: run.ended_at,
    duration_seconds: run.usage_info?.call_duration_seconds ?? null,
    usage_info: run.usage_info,
    cost_usd: run.cost_info?.total_usd ?? null,
    transcript: transcriptText(items),
    turns: linesOf(items).map(({ party, text, nodeName }) => ({
      role: party === 'agent' ? 'assistant' : 'user',
      content: text,
      node_name: nodeName,
    })),
  };
}

/** With the caller's data beside it, as in the prompts; a name of the run's own goes before it. */
export function templateFacts(facts: Record<string, unknown>, run: Run): Record<string, unknown> {
  return { ...run.initial_context, ...facts };
}
