/** One utterance on the recogniser's timeline: its sound as long as it may have to be sent again, and its words so far. */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../../audio/frame.ts';
import type { SttFinal, SttWord } from '../spec/stt.ts';
import type { DeepgramResult } from './protocol.ts';

/** Sound that no final result covers yet is kept up to here, for sending again: 30 s, 960 kB. */
const KEPT_SAMPLES = 30 * SAMPLE_RATE_HZ;
/** A final that ends so close before the utterance's end covers all of it. */
const END_TOLERANCE_SAMPLES = 20 * SAMPLES_PER_MS;
/** The vendor need not answer a Finalize when less than this waits ("noticeable amount", /docs/finalize). */
const NOTICEABLE_SAMPLES = 300 * SAMPLES_PER_MS;

export class Utterance {
  #baseSample = 0;
  #kept: Int16Array[] = [];
  /** First sample of `#kept`, in samples of the utterance. */
  #keptFrom = 0;
  #pushed = 0;
  /** Everything before this sample is in `#finals`. */
  #covered = 0;
  readonly #finals: string[] = [];
  readonly #words: SttWord[] = [];
  #interim = '';

  get samples(): number {
    return this.#pushed;
  }

  /** Where its first sample stands, or would stand, on the connection's timeline. */
  get baseSample(): number {
    return this.#baseSample;
  }

  /** Its end on the connection's timeline so far. */
  get endSample(): number {
    return this.#baseSample + this.#pushed;
  }

  get text(): string {
    return [...this.#finals, this.#interim].filter((part) => part !== '').join(' ');
  }

  get isCovered(): boolean {
    if (this.#covered === 0) return this.#pushed === 0;
    return this.#covered >= this.#pushed - END_TOLERANCE_SAMPLES;
  }

  /** Would the vendor have to answer a Finalize? */
  get waitsNoticeably(): boolean {
    return this.#pushed - this.#covered > NOTICEABLE_SAMPLES;
  }

  push(samples: Int16Array): void {
    this.#kept.push(samples.slice());
    this.#pushed += samples.length;
    this.#forget(this.#pushed - KEPT_SAMPLES);
  }

  /** It goes onto a new connection at this sample: the sound to send, without what is final already. */
  moveTo(sample: number): readonly Int16Array[] {
    this.#interim = '';
    this.#forget(this.#covered);
    this.#baseSample = sample - this.#keptFrom;
    return this.#kept;
  }

  /** Takes a result that belongs to it. */
  take(result: DeepgramResult): void {
    if (!result.isFinal) {
      this.#interim = result.text;
      return;
    }
    const base = this.#baseSample;
    this.#interim = '';
    if (result.text !== '') this.#finals.push(result.text);
    for (const { text, start, end, confidence } of result.words) {
      this.#words.push({ text, startMs: toMs(start, base), endMs: toMs(end, base), confidence });
    }
    const end = Math.round((result.start + result.duration) * SAMPLE_RATE_HZ) - base;
    this.#covered = Math.min(this.#pushed, Math.max(this.#covered, end));
    this.#forget(this.#covered);
  }

  final(): SttFinal {
    const { text } = this;
    return {
      text,
      understood: text !== '',
      audioSeconds: this.#pushed / SAMPLE_RATE_HZ,
      words: this.#words,
    };
  }

  /** Drops the whole pieces before a sample. */
  #forget(sample: number): void {
    for (let piece = this.#kept[0]; piece && this.#keptFrom + piece.length <= sample; piece = this.#kept[0]) {
      this.#kept.shift();
      this.#keptFrom += piece.length;
    }
  }
}

function toMs(seconds: number, baseSample: number): number {
  return Math.round(seconds * 1000 - baseSample / SAMPLES_PER_MS);
}
