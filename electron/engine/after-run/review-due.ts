/** QA nodes: which calls they review, and by which model. */
import { z } from 'zod';
import { createHash } from 'node:crypto';
import type { ProviderChoice } from '#shared/domain/providers.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';

const qaDataSchema = z.looseObject({
  qa_system_prompt: z.string().nullish(),
  qa_min_call_duration: z.number().nullish(),
  qa_voicemail_calls: z.boolean().nullish(),
  qa_sample_rate: z.number().nullish(),
  qa_use_workflow_llm: z.boolean().nullish(),
  qa_provider: z.string().nullish(),
  qa_model: z.string().nullish(),
});

export interface QaSettings {
  /** Empty: the usual one. */
  prompt: string;
  minSeconds: number;
  withVoicemail: boolean;
  samplePercent: number;
  /** Null: the agent's model. */
  choice: ProviderChoice | null;
}

export function enabledReviews({ nodes }: WorkflowDocument): WorkflowNode[] {
  return nodes.filter(({ type, data }) => type === 'qa' && data.qa_enabled !== false);
}

/** With the reference's defaults; what cannot be read takes them. */
export function qaSettingsOf({ data }: WorkflowNode): QaSettings {
  const given = qaDataSchema.safeParse(data).data ?? {};
  const { qa_provider: connection, qa_model: model } = given;
  const own = given.qa_use_workflow_llm === false && connection != null && connection !== '';
  return {
    prompt: given.qa_system_prompt?.trim() ?? '',
    minSeconds: given.qa_min_call_duration ?? 15,
    withVoicemail: given.qa_voicemail_calls === true,
    samplePercent: given.qa_sample_rate ?? 100,
    choice: own ? { connection, ...(model == null || model === '' ? {} : { model }) } : null,
  };
}

const machines: ReadonlySet<string> = new Set(['voicemail_detected', 'ivr_detected']);

/** Why this run is not reviewed, in words; null when it is. The length of a text run says nothing, and is not asked. */
export function whyNotReviewed(run: Run, settings: QaSettings): string | null {
  const seconds = run.usage_info?.call_duration_seconds ?? 0;
  if (run.mode !== 'text' && seconds < settings.minSeconds)
    return `The call was shorter (${seconds.toFixed(1)} s) than what is reviewed (${settings.minSeconds} s).`;
  if (!settings.withVoicemail && machines.has(run.gathered_context.call_disposition ?? ''))
    return 'The call reached a machine, and those are not reviewed.';
  if (sampleOf(run.id) >= settings.samplePercent)
    return `Only ${settings.samplePercent} % of the calls are reviewed, and this is not one of them.`;
  return null;
}

/** 0–100, evenly over all runs and always the same for one. */
export function sampleOf(runId: string): number {
  return (createHash('sha256').update(runId).digest().readUInt32BE(0) / 2 ** 32) * 100;
}
