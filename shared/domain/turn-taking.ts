/**
 * Turn-taking of an agent: `workflow_configurations.turn_taking` of the document. A preset names all thresholds; any of
 * them may be set beside it. Times are milliseconds of the caller's audio.
 */
import { z } from 'zod';

export const turnTakingPresetNames = ['patient', 'balanced', 'quick'] as const;
export type TurnTakingPreset = (typeof turnTakingPresetNames)[number];

const ms = (least: number, most: number): z.ZodNumber => z.number().int().min(least).max(most);

const fields = {
  /** A window of sound at or above this is taken for speech, 0–1. */
  speech_probability: z.number().min(0.2).max(0.95),
  /** Once speech is under way, a window below this is silence, 0–1; lower than `speech_probability`. */
  silence_probability: z.number().min(0.05).max(0.9),
  /** Speech this long holds the agent's voice, while it is decided whether the caller wants the floor. */
  hold_speech_ms: ms(32, 500),
  /** Speech this long is an utterance; less is a click. */
  minimum_speech_ms: ms(32, 1000),
  /** The held voice is stopped or goes on after this at the latest. */
  interruption_decision_ms: ms(100, 2000),
  /** Where the recogniser tells no words before the end of a turn: a voice this long stops the agent. */
  interruption_speech_ms: ms(100, 2000),
  /** Words that stop the agent, where the recogniser tells them as they are spoken; the reference has 3. */
  minimum_words: z.number().int().min(1).max(10),
  /** "Mm-hm", "right", "okay" let the agent go on. */
  ignore_backchannels: z.boolean(),
  /** Silence that ends the turn: after a complete short answer; a complete sentence; when nothing is known; in mid-sentence. */
  answer_silence_ms: ms(150, 3000),
  complete_silence_ms: ms(200, 4000),
  plain_silence_ms: ms(200, 5000),
  unfinished_silence_ms: ms(300, 8000),
  /** Waits longer for a caller who makes longer pauses. */
  adapt_to_pauses: z.boolean(),
  /** Reads the words so far to judge whether the caller is done. */
  read_words: z.boolean(),
  /** Begins the answer before the end of the turn is certain; costs tokens when the caller goes on. */
  speculate: z.boolean(),
};

const completeSchema = z.object(fields);
/** Every threshold, with its value. */
export type TurnTakingSettings = z.infer<typeof completeSchema>;

export const turnTakingSchema = z
  .looseObject({ preset: z.enum(turnTakingPresetNames).optional(), ...completeSchema.partial().shape })
  .refine(
    ({ speech_probability: speech, silence_probability: silence }) =>
      speech === undefined || silence === undefined || silence < speech,
    { path: ['silence_probability'], message: 'must be lower than “speech_probability”' },
  );
export type TurnTaking = z.infer<typeof turnTakingSchema>;

const balanced: TurnTakingSettings = {
  speech_probability: 0.5,
  silence_probability: 0.35,
  hold_speech_ms: 64,
  minimum_speech_ms: 96,
  interruption_decision_ms: 600,
  interruption_speech_ms: 620,
  minimum_words: 1,
  ignore_backchannels: true,
  answer_silence_ms: 350,
  complete_silence_ms: 560,
  plain_silence_ms: 640,
  unfinished_silence_ms: 1500,
  adapt_to_pauses: true,
  read_words: true,
  speculate: true,
};

export const turnTakingPresets: Readonly<Record<TurnTakingPreset, TurnTakingSettings>> = {
  patient: {
    ...balanced,
    hold_speech_ms: 96,
    minimum_speech_ms: 128,
    answer_silence_ms: 550,
    complete_silence_ms: 900,
    plain_silence_ms: 1000,
    unfinished_silence_ms: 2400,
  },
  balanced,
  quick: {
    ...balanced,
    interruption_decision_ms: 450,
    interruption_speech_ms: 460,
    answer_silence_ms: 250,
    complete_silence_ms: 380,
    plain_silence_ms: 460,
    unfinished_silence_ms: 1100,
  },
};

/** Lowest and highest value of each number, and its step, for forms. */
export const turnTakingRanges = {
  speech_probability: [0.2, 0.95, 0.05],
  silence_probability: [0.05, 0.9, 0.05],
  hold_speech_ms: [32, 500, 32],
  minimum_speech_ms: [32, 1000, 32],
  interruption_decision_ms: [100, 2000, 50],
  interruption_speech_ms: [100, 2000, 20],
  minimum_words: [1, 10, 1],
  answer_silence_ms: [150, 3000, 50],
  complete_silence_ms: [200, 4000, 50],
  plain_silence_ms: [200, 5000, 50],
  unfinished_silence_ms: [300, 8000, 100],
} as const satisfies Partial<Record<keyof TurnTakingSettings, readonly [number, number, number]>>;

/** The preset (balanced where none is named) with what is set beside it. */
export function turnTakingSettings(chosen: TurnTaking | null | undefined): TurnTakingSettings {
  const { preset = 'balanced', ...own } = chosen ?? {};
  const merged = completeSchema.parse({ ...turnTakingPresets[preset], ...own });
  return {
    ...merged,
    // A preset's value beside an own one must not turn the order of the two around.
    silence_probability: Math.min(merged.silence_probability, merged.speech_probability - 0.05),
    hold_speech_ms: Math.min(merged.hold_speech_ms, merged.minimum_speech_ms),
    complete_silence_ms: Math.max(merged.complete_silence_ms, merged.answer_silence_ms),
    unfinished_silence_ms: Math.max(merged.unfinished_silence_ms, merged.plain_silence_ms),
  };
}
