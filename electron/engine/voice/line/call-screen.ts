/**
 * Listens to an outbound call before the agent does: its own detector and recogniser on the caller's frames until it is
 * known who has answered, and an ear for beeps for some time after.
 */
import { FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS } from '../../audio/frame.ts';
import type { SttStream } from '../../providers/spec/stt.ts';
import type { VadStream } from '../../providers/spec/vad.ts';
import { SpeechDetector } from '../speech-detector.ts';
import type { VoiceSettings } from '../voice-settings.ts';
import { Answerer, type AnswererVerdict } from './answerer.ts';
import { BeepDetector, type HeardTone } from './beep-detector.ts';

/** Beeps are listened for so long: mailbox greetings of a minute exist, of two hardly. */
const beepWatchMs = 90_000;
/** Audio before the first speech that the recogniser gets too. */
const preRollFrames = 16;

export interface CallScreenOptions {
  vad: VadStream;
  stt: SttStream;
  settings: VoiceSettings;
  /** BCP 47. */
  language: string;
  /** Frames wait for detector and recogniser (calls from files). */
  lockstep: boolean;
  decided: (verdict: AnswererVerdict) => void;
  /** Told also after the decision. */
  tone: (tone: HeardTone) => void;
  /** The detector or the recogniser failed; silence and length must tell then. */
  failed: (stage: 'vad' | 'stt', error: unknown) => void;
}

export class CallScreen {
  readonly #options: CallScreenOptions;
  readonly #answerer: Answerer;
  readonly #beeps = new BeepDetector();
  readonly #detector: SpeechDetector;
  readonly #preRoll: Int16Array[] = [];
  #windowEnd = 0;
  #nowMs = 0;
  #hearing = false;
  /** Words of the utterances that are over. */
  #said = '';
  #told = false;
  #closed = false;
  #lastVoiceMs = 0;
  /** Seconds of audio recognised. */
  sttSeconds = 0;

  constructor(options: CallScreenOptions) {
    this.#options = options;
    this.#answerer = new Answerer(options.language);
    this.#detector = new SpeechDetector(options.settings);
    options.stt.setHints({ functions: [], variables: [] });
    options.stt.onPartial?.(({ text }) => {
      this.#words(text);
    });
  }

  /** How long it has been quiet on the line, ms: neither a voice nor a tone. */
  get quietMs(): number {
    return this.#beeps.sounding ? 0 : this.#nowMs - this.#lastVoiceMs;
  }

  /** The caller's next frame. */
  async frame(frame: Int16Array): Promise<void> {
    if (this.#closed) return;
    this.#nowMs += FRAME_MS;
    if (this.#nowMs <= beepWatchMs) {
      for (const tone of this.#beeps.push(frame)) {
        this.#answerer.tone(tone);
        this.#lastVoiceMs = Math.max(this.#lastVoiceMs, tone.endMs);
        this.#options.tone(tone);
      }
    }
    const recognised = this.#recognise(frame);
    const windows = this.#detect(frame);
    if (this.#options.lockstep) await Promise.all([recognised, windows]);
    this.#answerer.at(this.#nowMs);
    this.#tell();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.vad.close();
    this.#options.stt.close();
  }

  async #detect(frame: Int16Array): Promise<void> {
    try {
      for (const window of await this.#options.vad.push(frame)) {
        const samples = window.endSample - this.#windowEnd;
        this.#windowEnd = window.endSample;
        for (const event of this.#detector.push(window, samples)) {
          if (event.type === 'speech-start') this.#speechStart(event.onsetSample / SAMPLES_PER_MS);
          if (event.type === 'speech-stop') await this.#speechStop(event.endSample / SAMPLES_PER_MS);
        }
        if (this.#detector.speaking) this.#lastVoiceMs = this.#detector.lastSpeechSample / SAMPLES_PER_MS;
      }
    } catch (error) {
      if (!this.#closed) this.#options.failed('vad', error);
    }
  }

  #speechStart(onsetMs: number): void {
    this.#answerer.speechStart(onsetMs);
    if (this.#hearing || this.#told) return;
    this.#hearing = true;
    this.#options.stt.begin();
    for (const frame of this.#preRoll.splice(0)) void this.#recognise(frame);
  }

  /** Recognisers that tell their words at the end only are asked for them in every pause. */
  async #speechStop(endMs: number): Promise<void> {
    this.#answerer.speechStop(endMs);
    if (!this.#hearing || this.#told) return;
    this.#hearing = false;
    const finished = this.#finish();
    if (this.#options.lockstep) await finished;
  }

  async #finish(): Promise<void> {
    try {
      const { text } = await this.#options.stt.finish();
      this.#words(text);
      if (text !== '') this.#said = `${this.#said} ${text}`.trim();
    } catch (error) {
      if (!this.#closed) this.#options.failed('stt', error);
    }
  }

  #words(text: string): void {
    if (!this.#closed && text !== '') this.#answerer.words(`${this.#said} ${text}`.trim());
  }

  async #recognise(frame: Int16Array): Promise<void> {
    if (this.#told) return;
    if (!this.#hearing) {
      this.#preRoll.push(frame);
      if (this.#preRoll.length > preRollFrames) this.#preRoll.shift();
      return;
    }
    this.sttSeconds += FRAME_SAMPLES / SAMPLES_PER_MS / 1000;
    try {
      const partial = await this.#options.stt.push(frame);
      if (partial) this.#words(partial.text);
    } catch (error) {
      if (!this.#closed) this.#options.failed('stt', error);
    }
  }

  #tell(): void {
    const { verdict } = this.#answerer;
    if (!verdict || this.#told) return;
    this.#told = true;
    if (this.#hearing) this.#options.stt.cancel();
    this.#options.decided(verdict);
  }
}
