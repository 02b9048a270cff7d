/**
 * From speech probabilities to utterances, with hysteresis in level and in time.
 *
 *            p ≥ speech for holdSpeechMs        for minimumSpeechMs
 *   silence ────────────────────────────► likely ─────────────────► speech
 *           ◄────────────────────────────                             │
 *                    p < speech                                       │
 *           ◄─────────────────────────────────────────────────────────┘
 *                    p < silence for utteranceSilenceMs
 */
import { SAMPLES_PER_MS } from '../audio/frame.ts';
import type { VadWindow } from '../providers/spec/vad.ts';
import type { VoiceSettings } from './voice-settings.ts';

/** Samples are counted from the first of the stream. */
export type SpeechEvent =
  /** An utterance has probably begun at `onsetSample`. One of the next two follows. */
  | { type: 'speech-likely'; onsetSample: number }
  /** It was none. */
  | { type: 'speech-unlikely' }
  /** The utterance began at `onsetSample`; it is certain now. */
  | { type: 'speech-start'; onsetSample: number }
  /** The utterance's last speech ended at `endSample`; the silence after it is certain now. */
  | { type: 'speech-stop'; onsetSample: number; endSample: number };

export class SpeechDetector {
  readonly #settings: VoiceSettings;
  #speaking = false;
  /** Where the run of windows that may become (or be) the utterance began; null in silence. */
  #onsetSample: number | null = null;
  #likely = false;
  /** End of the last window that counted as speech. */
  #lastSpeechSample = 0;

  constructor(settings: VoiceSettings) {
    this.#settings = settings;
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  /** Is the newest sound speech that may become an utterance? */
  get rising(): boolean {
    return !this.#speaking && this.#onsetSample !== null;
  }

  /** Last sample of the newest speech heard. */
  get lastSpeechSample(): number {
    return this.#lastSpeechSample;
  }

  /** Where the utterance that is likely or under way began; null in silence. */
  get onsetSample(): number | null {
    return this.#speaking || this.#likely ? this.#onsetSample : null;
  }

  /** `windowSamples`: the window's length. Answers what became certain, in order. */
  push(window: VadWindow, windowSamples: number): SpeechEvent[] {
    const { probability, endSample } = window;
    if (!this.#speaking) return this.#whileSilent(probability, endSample, windowSamples);
    const event = this.#whileSpeaking(probability, endSample);
    return event ? [event] : [];
  }

  /** Forgets the utterance under way, e.g. when the caller is muted. */
  reset(): void {
    this.#speaking = false;
    this.#likely = false;
    this.#onsetSample = null;
  }

  #whileSilent(probability: number, endSample: number, windowSamples: number): SpeechEvent[] {
    if (probability < this.#settings.speechProbability) {
      const wasLikely = this.#likely;
      this.reset();
      return wasLikely ? [{ type: 'speech-unlikely' }] : [];
    }
    this.#onsetSample ??= endSample - windowSamples;
    const onsetSample = this.#onsetSample;
    const speechMs = (endSample - onsetSample) / SAMPLES_PER_MS;
    const events: SpeechEvent[] = [];
    if (!this.#likely && speechMs >= this.#settings.holdSpeechMs) {
      this.#likely = true;
      events.push({ type: 'speech-likely', onsetSample });
    }
    if (speechMs >= this.#settings.minimumSpeechMs) {
      this.#speaking = true;
      this.#lastSpeechSample = endSample;
      events.push({ type: 'speech-start', onsetSample });
    }
    return events;
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
