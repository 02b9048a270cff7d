/** The thresholds of turn-taking, by name. Milliseconds are counted in samples of the caller's audio. */
export interface VoiceSettings {
  /** A window at or above this probability is speech; Silero's recommended threshold. */
  speechProbability: number;
  /** Once speaking, a window below this is silence (hysteresis: Silero recommends 0.15 under the threshold). */
  silenceProbability: number;
  /** Speech this long is a caller speaking: long enough for clicks to pass, short enough to stop the agent in time. */
  minimumSpeechMs: number;
  /** Silence this long ends an utterance. */
  utteranceSilenceMs: number;
  /** Silence this long after the last utterance ends the caller's turn (endpointing). */
  endpointSilenceMs: number;
  /** Audio before the onset that the recogniser gets too: the VAD fires after the first consonants. */
  preRollMs: number;
  /** A turn shorter than this that was not understood is taken for a noise, not for an answer. */
  minimumTurnSpeechMs: number;
  /** A turn is ended after this, however much the caller has to say. */
  maximumTurnMs: number;
}

export const defaultVoiceSettings: VoiceSettings = {
  speechProbability: 0.5,
  silenceProbability: 0.35,
  minimumSpeechMs: 96,
  utteranceSilenceMs: 200,
  endpointSilenceMs: 600,
  preRollMs: 320,
  minimumTurnSpeechMs: 250,
  maximumTurnMs: 30_000,
};
