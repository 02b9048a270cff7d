/** A segment of speech that waits to be played, or is being played: its samples, and how many of them have left. */
import { FRAME_SAMPLES, SAMPLES_PER_MS } from '../audio/frame.ts';
import type { SpeechSource } from '#shared/domain/run-event.ts';

export interface Segment {
  readonly speechId: string;
  readonly text: string;
  readonly source: SpeechSource;
  readonly interruptible: boolean;
  /** It is played from a recording. */
  readonly recordingId?: string;
}

/** An even English speaking rate, for a segment whose length is not known yet. */
const charactersPerSecond = 15;
const samplesPerSecond = 1000 * SAMPLES_PER_MS;

export class QueuedSegment {
  readonly segment: Segment;
  /** Samples that have not left, in order. */
  readonly #chunks: Int16Array[] = [];
  #totalSamples = 0;
  #sentSamples = 0;
  /** No more samples will come. */
  complete = false;
  /** Some of it has left. */
  started = false;

  constructor(segment: Segment) {
    this.segment = segment;
  }

  append(samples: Int16Array): void {
    this.#chunks.push(samples);
    this.#totalSamples += samples.length;
  }

  /** Samples that are there and have not left. */
  get waitingSamples(): number {
    return this.#totalSamples - this.#sentSamples;
  }

  /** Its last sample has left, or there was none. */
  get played(): boolean {
    return this.complete && this.#chunks.length === 0;
  }

  get hasSound(): boolean {
    return this.#totalSamples > 0;
  }

  /** Are there samples for the next frame? Fewer than 320 make one at the end only. */
  get ready(): boolean {
    return this.waitingSamples >= FRAME_SAMPLES || (this.complete && this.waitingSamples > 0);
  }

  /** The next frame; where there are not samples enough for it, silence follows them. */
  take(): Int16Array {
    const frame = new Int16Array(FRAME_SAMPLES);
    let filled = 0;
    for (let chunk = this.#chunks[0]; chunk && filled < FRAME_SAMPLES; chunk = this.#chunks[0]) {
      const taken = chunk.subarray(0, FRAME_SAMPLES - filled);
      frame.set(taken, filled);
      filled += taken.length;
      if (taken.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(taken.length);
    }
    this.#sentSamples += filled;
    return frame;
  }

  /** The next samples, which stay; fewer where there are no more. */
  peek(count: number): Int16Array {
    const samples = new Int16Array(count);
    let filled = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, count - filled);
      samples.set(part, filled);
      filled += part.length;
      if (filled === count) break;
    }
    return samples.subarray(0, filled);
  }

  /** The words whose audio has left, by the share of the samples sent; by the speaking rate while their number is not known. */
  wordsPlayed(): string {
    const { text } = this.segment;
    const expected = this.complete
      ? this.#totalSamples
      : Math.max(this.#totalSamples, (text.length / charactersPerSecond) * samplesPerSecond);
    const share = expected === 0 ? 0 : this.#sentSamples / expected;
    if (share >= 1) return text;
    const characters = Math.floor(share * text.length);
    const end = text.slice(0, characters + 1).search(/\s\S*$/);
    return end < 0 ? '' : text.slice(0, end).trimEnd();
  }
}
