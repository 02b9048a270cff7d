/** Studio settings: what a person chooses once, kept in the data directory (browser door, command) or by Electron's store. */
import { z } from 'zod';

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** `deviceId` of the chosen microphone / speaker; empty is the system's default. */
  microphone_id: z.string().default(''),
  speaker_id: z.string().default(''),
  /** Default voice of the flite provider. */
  tts_voice: z.string().default('slt'),
  /** IANA zone used by templates without one; empty is the machine's. */
  time_zone: z.string().default(''),
});
export type Settings = z.infer<typeof settingsSchema>;
