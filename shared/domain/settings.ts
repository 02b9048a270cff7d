/** Studio settings: what a person chooses once, kept in the data directory (browser door, command) or by Electron's store. */
import { z } from 'zod';
import { connectionSchema } from './connections.ts';
import { providerChainsSchema } from './providers.ts';

const fields = {
  theme: z.enum(['system', 'light', 'dark']),
  /** `deviceId` of the chosen microphone / speaker; empty is the system's default. */
  microphone_id: z.string(),
  speaker_id: z.string(),
  /** Default voice of the flite provider. */
  tts_voice: z.string(),
  /** IANA zone used by templates without one; empty is the machine's. */
  time_zone: z.string(),
  /** The providers of agents that do not choose their own; a stage that is absent is keyless. */
  providers: providerChainsSchema,
};

export const settingsSchema = z.object({
  theme: fields.theme.default('system'),
  microphone_id: fields.microphone_id.default(''),
  speaker_id: fields.speaker_id.default(''),
  tts_voice: fields.tts_voice.default('slt'),
  time_zone: fields.time_zone.default(''),
  providers: fields.providers.default({}),
  /** Accounts and servers; changed by `connections.save` and `connections.delete` alone. */
  connections: z.array(connectionSchema).default([]),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A change to some of them. Without defaults: a key that is absent here stays as it was chosen. */
export const settingsChangeSchema = z.strictObject(fields).partial();
