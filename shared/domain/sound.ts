/** What is heard beside the agent's voice, and speech that was recorded instead of synthesised. */
import { z } from 'zod';

/** Places of which there is a sound, in `resources/ambient`. */
export const ambientSources = ['none', 'office', 'cafe', 'street'] as const;
export type AmbientSource = (typeof ambientSources)[number];
export type AmbientScene = Exclude<AmbientSource, 'none'>;

/** Linear; the reference's default. The sounds stand at −20 dBFS, so that this one is heard at −30.5 dBFS. */
export const defaultAmbientVolume = 0.3;

export const ambientSoundSchema = z.looseObject({
  source: z.enum(ambientSources).optional(),
  /** 0–1; default 0.3. */
  volume: z.number().min(0).max(1).optional(),
});
export type AmbientSound = z.infer<typeof ambientSoundSchema>;

/** Keys of `workflow_configurations`. */
export const soundShape = {
  /** The place in which the agent seems to sit; default none. */
  ambient_sound: ambientSoundSchema.nullish(),
  /**
   * Faint noise where nothing is said, so that a telephone line does not sound dead. Absent: on telephone lines only; a
   * page or a recording has no line that could seem dead.
   */
  comfort_noise: z.boolean().optional(),
};

/** Of a document, a file name and an address: no dots, no separators. */
export const recordingIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'is no id of a recording');

/** A piece of recorded speech that agents may play. */
export const recordingSchema = z.object({
  id: recordingIdSchema,
  name: z.string().min(1).max(120),
  /** What is said in it: for the transcript, for the model's memory, and to be spoken should the sound be missing. */
  transcript: z.string().max(20_000),
  /** ISO 8601 UTC. */
  created_at: z.string(),
  duration_ms: z.number().nonnegative(),
  /** Of the file that was added. */
  original_file_name: z.string().max(255),
});
export type Recording = z.infer<typeof recordingSchema>;

/** Limits of a file that is added. */
export const longestRecordingMs = 5 * 60_000;
export const largestRecordingBytes = 20_000_000;
