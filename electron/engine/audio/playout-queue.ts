/** Sound at 16 kHz that is ready to be heard, and of what kind it is. Its beginning can be made shorter or longer. */
import { lengthened, shortened } from './time-stretch.ts';

/** `silence`: nothing was there to be heard, or noise stands for it. */
export type PlayoutKind = 'real' | 'concealed' | 'silence';

interface Stretch {
  kind: PlayoutKind;
  count: number;
}

export class PlayoutQueue {
  #samples = new Int16Array(4096);
  #length = 0;
  readonly #stretches: Stretch[] = [];

  get length(): number {
    return this.#length;
  }

  /** A view that holds until the next change. */
  get samples(): Int16Array {
    return this.#samples.subarray(0, this.#length);
  }

  append(samples: Int16Array, kind: PlayoutKind): void {
    if (samples.length === 0) return;
    const needed = this.#length + samples.length;
    if (needed > this.#samples.length) {
      const larger = new Int16Array(needed * 2);
      larger.set(this.samples);
      this.#samples = larger;
    }
    this.#samples.set(samples, this.#length);
    this.#length = needed;
    const last = this.#stretches.at(-1);
    if (last?.kind === kind) last.count += samples.length;
    else this.#stretches.push({ kind, count: samples.length });
  }

  /** The first `count`, and the kind of most of them. There are as many. */
  take(count: number): { samples: Int16Array; kind: PlayoutKind } {
    const taken = this.#samples.slice(0, count);
    this.#replace(count, new Int16Array(0));
    const counts = { real: 0, concealed: 0, silence: 0 };
    for (let left = count; left > 0;) {
      const first = this.#stretches[0];
      if (!first) break;
      const part = Math.min(left, first.count);
      counts[first.kind] += part;
      this.#drop(part);
      left -= part;
    }
    const isReal = counts.real >= counts.concealed && counts.real >= counts.silence;
    return {
      samples: taken,
      kind: isReal ? 'real' : counts.concealed >= counts.silence ? 'concealed' : 'silence',
    };
  }

  /** Takes a period of `lag` samples out of the beginning. */
  shorten(lag: number): void {
    this.#replace(2 * lag, shortened(this.samples, lag));
    this.#drop(lag);
  }

  /** Puts one in. */
  lengthen(lag: number): void {
    this.#replace(lag, lengthened(this.samples, lag));
    const first = this.#stretches[0];
    if (first) first.count += lag;
  }

  clear(): void {
    this.#length = 0;
    this.#stretches.length = 0;
  }

  #replace(count: number, by: Int16Array): void {
    const rest = this.#length - count;
    if (by.length + rest > this.#samples.length) {
      const larger = new Int16Array((by.length + rest) * 2);
      larger.set(this.samples);
      this.#samples = larger;
    }
    this.#samples.copyWithin(by.length, count, this.#length);
    this.#samples.set(by);
    this.#length = by.length + rest;
  }

  #drop(count: number): void {
    for (let left = count; left > 0;) {
      const first = this.#stretches[0];
      if (!first) return;
      const part = Math.min(left, first.count);
      first.count -= part;
      left -= part;
      if (first.count === 0) this.#stretches.shift();
    }
  }
}
