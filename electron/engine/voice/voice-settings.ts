/** The thresholds of turn-taking, by name. Milliseconds are counted in samples of the caller's audio. */
import { turnTakingSettings, type TurnTaking } from '#shared/domain/turn-taking.ts';

export interface VoiceSettings {
  /** A window at or above this probability is speech; Silero's recommended threshold is 0.5. */
  speechProbability: number;
  /** Once speaking, a window below this is silence (hysteresis: Silero recommends 0.15 under the threshold). */
  silenceProbability: number;
  /** Speech this long holds the agent's voice. */
  holdSpeechMs: number;
  /** Speech this long is a caller speaking: long enough for clicks to pass. */
  minimumSpeechMs: number;
  /** Silence this long ends an utterance. */
  utteranceSilenceMs: number;
  /** After a hold of this length the agent's voice is stopped or goes on. */
  interruptionDecisionMs: number;
  /** Where no words are told: a voice this long stops the agent; longer than most backchannels. */
  interruptionSpeechMs: number;
  /** Words that stop the agent, where they are told as they are spoken. */
  minimumWords: number;
  ignoreBackchannels: boolean;
  /** Silence that ends the turn (endpointing), by what the words so far say; see `turns/end-of-turn.ts`. */
  answerSilenceMs: number;
  completeSilenceMs: number;
  plainSilenceMs: number;
  unfinishedSilenceMs: number;
  adaptToPauses: boolean;
  readWords: boolean;
  speculate: boolean;
  /** Silence after which the end is likely enough to prepare an answer: longer than the stops within words. */
  speculationSilenceMs: number;
  /** The same where words have come since the voice stopped: recognisers are behind the sound, so it stopped earlier than it seems. */
  toldSpeculationSilenceMs: number;
  /** Audio before the onset that the recogniser gets too: the VAD fires after the first consonants. */
  preRollMs: number;
  /** A turn shorter than this that was not understood is taken for a noise, not for an answer. */
  minimumTurnSpeechMs: number;
  /** A turn is ended after this, however much the caller has to say. */
  maximumTurnMs: number;
}

/** What no agent needs to set. */
const fixed = {
  utteranceSilenceMs: 200,
  speculationSilenceMs: 120,
  toldSpeculationSilenceMs: 60,
  preRollMs: 320,
  minimumTurnSpeechMs: 250,
  maximumTurnMs: 30_000,
};

export function voiceSettingsOf(chosen: TurnTaking | null | undefined): VoiceSettings {
  const settings = turnTakingSettings(chosen);
  return {
    ...fixed,
    speechProbability: settings.speech_probability,
    silenceProbability: settings.silence_probability,
    holdSpeechMs: settings.hold_speech_ms,
    minimumSpeechMs: settings.minimum_speech_ms,
    interruptionDecisionMs: settings.interruption_decision_ms,
    interruptionSpeechMs: settings.interruption_speech_ms,
    minimumWords: settings.minimum_words,
    ignoreBackchannels: settings.ignore_backchannels,
    answerSilenceMs: settings.answer_silence_ms,
    completeSilenceMs: settings.complete_silence_ms,
    plainSilenceMs: settings.plain_silence_ms,
    unfinishedSilenceMs: settings.unfinished_silence_ms,
    adaptToPauses: settings.adapt_to_pauses,
    readWords: settings.read_words,
    speculate: settings.speculate,
  };
}

export const defaultVoiceSettings: VoiceSettings = voiceSettingsOf(undefined);
