/** Studio settings: what a person chooses once, kept in the data directory (browser door, command) or by Electron's store. */
import { z } from 'zod';

const fields = {
  theme: z.enum(['system', 'light', 'dark']),
  /** `deviceId` of the chosen microphone / speaker; empty is the system's default. */
  microphone_id: z.string(),
  speaker_id: z.string(),
  /** Default voice of the flite provider. */
  tts_voice: z.string(),
  /** IANA zone used by templates without one; empty is the machine's. */
  time_zone: z.string(),
};

export const settingsSchema = z.object({
  theme: fields.theme.default('system'),
  microphone_id: fields.microphone_id.default(''),
  speaker_id: fields.speaker_id.default(''),
  tts_voice: fields.tts_voice.default('slt'),
  time_zone: fields.time_zone.default(''),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A change to some of them. Without defaults: a key that is absent here stays as it was chosen. */
export const settingsChangeSchema = z.strictObject(fields).partial();
