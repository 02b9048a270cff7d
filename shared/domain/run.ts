/** The run record: one execution of a workflow, with the keys of the reference's run record. */
import { z } from 'zod';

export const runModes = ['web', 'text', 'phone'] as const;
/** Lifecycle. */
export const runStates = ['initialized', 'running', 'completed'] as const;
/** Final state; null while the run is not over. */
export const runStatuses = ['completed', 'failed', 'busy', 'no-answer', 'canceled', 'interrupted'] as const;

/** Built-in dispositions; an agent may set custom ones, so the field itself is a string. */
export const dispositions = [
  'call_duration_exceeded',
  'call_transferred',
  'end_call_tool',
  'voicemail_detected',
  'ivr_detected',
  'user_idle_max_duration_exceeded',
  'user_hangup',
  'user_qualified',
  'user_disqualified',
  'system_cancelled',
  'system_connect_error',
  'unexpected_error',
  'unknown',
  'transfer_call',
  'pipeline_error',
  'no-answer',
  'busy',
  'failed',
  'canceled',
  'error',
  'interrupted',
  /** A text test that went on from an earlier turn, in another run. */
  'branch_left',
] as const;

export const llmUsageSchema = z.object({
  prompt_tokens: z.number().int().nonnegative(),
  completion_tokens: z.number().int().nonnegative(),
  total_tokens: z.number().int().nonnegative(),
  cache_read_input_tokens: z.number().int().nonnegative(),
  cache_creation_input_tokens: z.number().int().nonnegative(),
});
export type LlmUsage = z.infer<typeof llmUsageSchema>;

/** `provider|||model`, the key of a provider in `usage_info`. */
export function usageKey({ provider, model }: { provider: string; model: string }): string {
  return `${provider}|||${model}`;
}

/** Keys of the three maps are those of `usageKey`. */
export const usageInfoSchema = z.object({
  llm: z.record(z.string(), llmUsageSchema),
  /** Characters synthesised. */
  tts: z.record(z.string(), z.number()),
  /** Seconds of audio recognised. */
  stt: z.record(z.string(), z.number()),
  call_duration_seconds: z.number().nonnegative(),
});
export type UsageInfo = z.infer<typeof usageInfoSchema>;

export const costLineSchema = z.object({
  kind: z.enum(['llm', 'tts', 'stt', 'carrier']),
  provider: z.string(),
  model: z.string(),
  quantity: z.number(),
  /** `input_tokens` are those that were not in the vendor's cache. `tokens`: all kinds in one, in records of the first version. */
  unit: z.enum([
    'input_tokens',
    'cached_tokens',
    'cache_write_tokens',
    'output_tokens',
    'characters',
    'seconds',
    'tokens',
  ]),
  /** US dollars; null when the price is not known (never 0 for unknown). */
  usd: z.number().nullable(),
});
export const costInfoSchema = z.object({ total_usd: z.number().nullable(), lines: z.array(costLineSchema) });
export type CostInfo = z.infer<typeof costInfoSchema>;

export const gatheredContextSchema = z.looseObject({
  call_disposition: z.string().optional(),
  mapped_call_disposition: z.string().optional(),
  /** Node names in the order in which they were entered. */
  nodes_visited: z.array(z.string()).optional(),
  call_tags: z.array(z.string()).optional(),
  /** Outbound calls that were screened: see `answererKinds`. */
  answered_by: z.string().optional(),
  extracted_variables: z.record(z.string(), z.unknown()).optional(),
});
export type GatheredContext = z.infer<typeof gatheredContextSchema>;

export const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  workflow_id: z.string(),
  workflow_name: z.string(),
  /** The immutable workflow version that this run executed. */
  definition_id: z.string(),
  mode: z.enum(runModes),
  call_type: z.enum(['inbound', 'outbound']),
  state: z.enum(runStates),
  status: z.enum(runStatuses).nullable(),
  is_completed: z.boolean(),
  /** `parley://runs/ID/recording.wav`; null for text runs. */
  recording_url: z.string().nullable(),
  /** `parley://runs/ID/transcript.txt` */
  transcript_url: z.string().nullable(),
  usage_info: usageInfoSchema.nullable(),
  cost_info: costInfoSchema.nullable(),
  initial_context: z.record(z.string(), z.unknown()),
  gathered_context: gatheredContextSchema,
  logs: z.record(z.string(), z.unknown()),
  annotations: z.record(z.string(), z.unknown()),
  extra: z.record(z.string(), z.unknown()),
  campaign_id: z.string().nullable(),
  queued_run_id: z.string().nullable(),
  /** ISO 8601, UTC. */
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;
export type RunStatus = NonNullable<Run['status']>;
