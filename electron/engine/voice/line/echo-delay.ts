/**
 * Where in the agent's own output the sound of the caller's line comes from, if it does: the delay at which the two go
 * together like one signal and its copy.
 *
 * For every delay a correlation is kept that forgets with a time constant of about 160 ms. Two voices that speak at
 * once agree by chance up to about 0.7 at the best of a thousand delays, and not for long; an echo stays above 0.9 when
 * it is clean, above 0.8 in a room.
 */
import { SLOW_PER_MS } from './slow-band.ts';

/** Longest delay looked for. A transatlantic line with a hands-free set in a room has 300 to 400 ms. */
export const longestDelayMs = 500;
const delays = longestDelayMs * SLOW_PER_MS + 1;
const keptOfFrame = Math.exp(-20 / 160);
/** A correlation this high, in so many frames in a row at one delay, is an echo. */
const lockCorrelation = 0.7;
const framesToLock = 7;
/** Above this, that many are enough. */
const clearCorrelation = 0.8;
const clearFramesToLock = 3;
/** While the delay is known only its neighbourhood is followed: clocks drift by less. */
const neighbourhood = 8;

export class EchoDelay {
  readonly #cross = new Float32Array(delays);
  readonly #reference = new Float32Array(delays);
  #microphone = 0;
  #best = -1;
  #bestFrames = 0;
  #clearFrames = 0;
  #locked: number | null = null;

  /** In slow samples; null while no echo has been found. */
  get delay(): number | null {
    return this.#locked;
  }

  /** How much the line sounds like the delayed output now, 0–1. */
  get correlation(): number {
    return this.#locked === null ? 0 : this.#at(this.#locked);
  }

  forget(): void {
    this.#locked = null;
    this.#bestFrames = 0;
    this.#clearFrames = 0;
    this.#clear();
  }

  /**
   * One frame of the line. `output(at)` ring: the agent's sound, of which index `end − delay − 1 & mask` belongs to the
   * frame's last sample.
   */
  push(line: Float32Array, output: Float32Array, end: number): void {
    const from = this.#locked === null ? 0 : Math.max(0, this.#locked - neighbourhood);
    const to = this.#locked === null ? delays : Math.min(delays, this.#locked + neighbourhood + 1);
    this.#accumulate(line, output, end, from, to);
    let best = -1;
    let highest = 0;
    for (let delay = from; delay < to; delay += 1) {
      const correlation = this.#at(delay);
      if (correlation > highest) {
        highest = correlation;
        best = delay;
      }
    }
    if (this.#locked !== null) {
      if (highest >= lockCorrelation) this.#locked = best;
      return;
    }
    const same = best >= 0 && Math.abs(best - this.#best) <= 2;
    this.#bestFrames = highest < lockCorrelation ? 0 : same ? this.#bestFrames + 1 : 1;
    this.#clearFrames = highest < clearCorrelation ? 0 : same ? this.#clearFrames + 1 : 1;
    this.#best = best;
    if (this.#bestFrames >= framesToLock || this.#clearFrames >= clearFramesToLock) this.#locked = best;
  }

  #clear(): void {
    this.#cross.fill(0);
    this.#reference.fill(0);
    this.#microphone = 0;
  }

  #accumulate(line: Float32Array, output: Float32Array, end: number, from: number, to: number): void {
    const mask = output.length - 1;
    const length = line.length;
    let energy = 0;
    for (let at = 0; at < length; at += 1) energy += (line[at] ?? 0) ** 2;
    this.#microphone = keptOfFrame * this.#microphone + energy;
    let reference = 0;
    for (let at = 0; at < length; at += 1) reference += (output[(end - from - 1 - at) & mask] ?? 0) ** 2;
    for (let delay = from; delay < to; delay += 1) {
      const start = end - length - delay;
      let sum = 0;
      for (let at = 0; at < length; at += 1) sum += (line[at] ?? 0) * (output[(start + at) & mask] ?? 0);
      this.#cross[delay] = keptOfFrame * (this.#cross[delay] ?? 0) + sum;
      this.#reference[delay] = keptOfFrame * (this.#reference[delay] ?? 0) + reference;
      reference += (output[(start - 1) & mask] ?? 0) ** 2 - (output[(end - delay - 1) & mask] ?? 0) ** 2;
    }
  }

  /** A copy that is turned upside down on its way is a copy too. */
  #at(delay: number): number {
    const product = this.#microphone * Math.max(0, this.#reference[delay] ?? 0);
    return product < 1e-12 ? 0 : Math.abs(this.#cross[delay] ?? 0) / Math.sqrt(product);
  }
}
