/**
 * From speech probabilities to utterances, with hysteresis in level and in time.
 *
 *            p ≥ speech for minimumSpeechMs
 *   silence ────────────────────────────────► speech
 *           ◄────────────────────────────────
 *            p < silence for utteranceSilenceMs
 */
import { SAMPLES_PER_MS } from '../audio/frame.ts';
import type { VadWindow } from '../providers/spec/vad.ts';
import type { VoiceSettings } from './voice-settings.ts';

/** Samples are counted from the first of the stream. */
export type SpeechEvent =
  /** The utterance began at `onsetSample`; it is certain now. */
  | { type: 'speech-start'; onsetSample: number }
  /** The utterance's last speech ended at `endSample`; the silence after it is certain now. */
  | { type: 'speech-stop'; onsetSample: number; endSample: number };

export class SpeechDetector {
  readonly #settings: VoiceSettings;
  #speaking = false;
  /** Where the run of windows that may become (or be) the utterance began; null in silence. */
  #onsetSample: number | null = null;
  /** End of the last window that counted as speech. */
  #lastSpeechSample = 0;

  constructor(settings: VoiceSettings) {
    this.#settings = settings;
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  /** Last sample of the newest speech heard. */
  get lastSpeechSample(): number {
    return this.#lastSpeechSample;
  }

  /** `windowSamples`: the window's length. */
  push(window: VadWindow, windowSamples: number): SpeechEvent | null {
    const { probability, endSample } = window;
    return this.#speaking
      ? this.#whileSpeaking(probability, endSample)
      : this.#whileSilent(probability, endSample, windowSamples);
  }

  /** Forgets the utterance under way, e.g. when the caller is muted. */
  reset(): void {
    this.#speaking = false;
    this.#onsetSample = null;
  }

  #whileSilent(probability: number, endSample: number, windowSamples: number): SpeechEvent | null {
    if (probability < this.#settings.speechProbability) {
      this.#onsetSample = null;
      return null;
    }
    this.#onsetSample ??= endSample - windowSamples;
    this.#lastSpeechSample = endSample;
    if (endSample - this.#onsetSample < this.#settings.minimumSpeechMs * SAMPLES_PER_MS) return null;
    this.#speaking = true;
    return { type: 'speech-start', onsetSample: this.#onsetSample };
  }

  #whileSpeaking(probability: number, endSample: number): SpeechEvent | null {
    if (probability >= this.#settings.silenceProbability) {
      this.#lastSpeechSample = endSample;
      return null;
    }
    if (endSample - this.#lastSpeechSample < this.#settings.utteranceSilenceMs * SAMPLES_PER_MS) return null;
    const onsetSample = this.#onsetSample ?? endSample;
    this.reset();
    return { type: 'speech-stop', onsetSample, endSample: this.#lastSpeechSample };
  }
}
