/** Which provider serves which stage: what an agent and the settings choose from. */
import { z } from 'zod';

/** The stages of a call that a person may choose a provider for. Voice detection is always Parley's own. */
export const providerStages = ['stt', 'llm', 'tts'] as const;
export type ProviderStage = (typeof providerStages)[number];

/** One provider for one stage. */
export const providerChoiceSchema = z.looseObject({
  /** Id of a connection in the settings, or a built-in one: `grammar`, `rehearsal`, `flite`. */
  connection: z.string().min(1),
  /** The vendor's model id; the connection's default when absent. */
  model: z.string().optional(),
  /** Speech only: the vendor's voice id. */
  voice: z.string().optional(),
});
export type ProviderChoice = z.infer<typeof providerChoiceSchema>;

/** A fallback chain a stage: the first is used, the next when it fails or stalls. An absent stage takes the studio's default. */
export const providerChainsSchema = z.looseObject({
  stt: z.array(providerChoiceSchema).optional(),
  llm: z.array(providerChoiceSchema).optional(),
  tts: z.array(providerChoiceSchema).optional(),
});
export type ProviderChains = z.infer<typeof providerChainsSchema>;
