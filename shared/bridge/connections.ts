/** What the bridge tells of connections, keys, providers and prices. Keys go one way only: to the studio. */
import { z } from 'zod';
import { connectionSchema } from '../domain/connections.ts';
import { priceEntrySchema } from '../domain/prices.ts';
import { providerStages } from '../domain/providers.ts';

const stage = z.enum(providerStages);
const words = z.string();

export const keySourceSchema = z.discriminatedUnion('from', [
  /** ISO 8601 UTC. */
  z.object({ from: z.literal('store'), set_at: z.string() }),
  /** A variable of the environment in which Parley was started. */
  z.object({ from: z.literal('environment'), variable: z.string() }),
  z.object({ from: z.literal('none') }),
]);

export const connectionInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Id of a `connectionPresets` entry; of a built-in one, its own. */
  preset: z.string(),
  base_url: z.string(),
  region: z.string().nullable(),
  api_version: z.string().nullable(),
  is_built_in: z.boolean(),
  stages: z.array(stage),
  key: keySourceSchema,
  /** Why it cannot be used as it is; null when nothing is known to be wrong. */
  problem: words.nullable(),
});
export type ConnectionInfo = z.infer<typeof connectionInfoSchema>;

/** Without `id` a new one is made. */
export const connectionInputSchema = connectionSchema
  .pick({ name: true, preset: true, base_url: true, region: true, api_version: true })
  .extend({ id: connectionSchema.shape.id.optional() });

export const connectionTestSchema = z.object({
  stage,
  ok: z.boolean(),
  ms: z.number(),
  problem: z.object({ code: z.string(), message: words, fix: words }).optional(),
});
export type ConnectionTest = z.infer<typeof connectionTestSchema>;

export const testedModelsSchema = z.partialRecord(stage, z.string().min(1).max(200));

export const secretsStateSchema = z.object({
  /** How a key that is entered now is kept. */
  kind: z.enum(['keychain', 'passphrase', 'plain']),
  /** Could somebody who copies the file read it? Then false. */
  protected: z.boolean(),
  /** A passphrase is set and has not been given since the start. */
  locked: z.boolean(),
  words,
});
export type SecretsState = z.infer<typeof secretsStateSchema>;

export const effectiveChoiceSchema = z.object({
  connection: z.string(),
  /** Of the connection, for a person; its id where there is none. */
  connection_name: z.string(),
  model: z.string().nullable(),
  voice: z.string().nullable(),
  /** Why a call would pass it over; null when it can be used. */
  problem: words.nullable(),
});

export const effectiveStageSchema = z.object({
  chosen_by: z.enum(['agent', 'studio', 'built-in']),
  chain: z.array(effectiveChoiceSchema),
});
export type EffectiveStage = z.infer<typeof effectiveStageSchema>;

export const effectiveProvidersSchema = z.object({
  /** `provider/model`. */
  vad: z.string(),
  stt: effectiveStageSchema,
  llm: effectiveStageSchema,
  tts: effectiveStageSchema,
  /** The model that would answer is a rehearsal, and labelled so. */
  is_rehearsal: z.boolean(),
});
export type EffectiveProviders = z.infer<typeof effectiveProvidersSchema>;

/** Mono int16 LE, base64. */
export const soundSchema = z.object({ sample_rate_hz: z.number(), pcm_base64: z.string() });

export const listedPriceSchema = z.intersection(
  priceEntrySchema,
  z.object({
    /** Entered by the person; else Parley's own. */
    is_own: z.boolean(),
  }),
);
export type ListedPrice = z.infer<typeof listedPriceSchema>;
