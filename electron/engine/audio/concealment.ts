/**
 * Sound in place of packets that never came, after the idea of ITU-T G.711 Appendix I: the last pitch period goes on, softer
 * and softer, and gives way to what comes next without a click. Written for linear samples, and without the appendix's delay.
 *
 *   … real ─┬─ last period, repeated (two of them after 10 ms, three after 20) ─┬─ cross-fade ─ real …
 *           │ full for 10 ms, then 20 % less every 10 ms, nothing from 60 ms on │
 */
import { findPeriod } from './pitch.ts';

/** What the period is compared over, and what three periods may need. */
const HISTORY_MS = 50;
const MAX_PERIODS = 3;
/** Unchanged for this long, silent from then on; a straight line between: 20 % in 10 ms. */
const FULL_MS = 10;
const SILENT_MS = 60;
/** Cross-fade at the end: 4 ms, and 4 ms more for each 10 ms that were missing, up to 10 ms. */
const REJOIN_MS = 4;
const MAX_REJOIN_MS = 10;
/** From silence on it is only the click that is to be kept away. */
const FADE_IN_MS = 2;
/** The first sample made up carries on from the last one heard; the step between them is gone after this long. */
const STEP_MS = 1.5;

/** One direction of one call, 8 or 16 kHz mono int16. */
export class Concealer {
  readonly #perMs: number;
  /** The last 50 ms that were heard, real or made up. */
  readonly #history: Float64Array;
  /** The history as it was when the gap began. */
  #frozen = new Float64Array(0);
  /** Its last periods, their end led into their beginning. */
  #cycle = new Float64Array(0);
  #period = 0;
  #periods = 1;
  #at = 0;
  /** Made up since the last real sample. */
  #made = 0;
  #step = 0;
  #hasHeard = false;

  constructor(sampleRateHz: 8000 | 16_000) {
    this.#perMs = sampleRateHz / 1000;
    this.#history = new Float64Array(HISTORY_MS * this.#perMs);
  }

  /** Made up since the last real sample, ms. */
  get concealedMs(): number {
    return this.#made / this.#perMs;
  }

  /** Nothing but silence is left to give. */
  get isSilent(): boolean {
    return this.#made >= SILENT_MS * this.#perMs;
  }

  /** Real samples, in order; after a gap their beginning is blended (in place) with what was made up. Answers the same array. */
  real(samples: Int16Array): Int16Array {
    if (this.#made > 0 && this.#hasHeard) this.#rejoin(samples);
    this.#made = 0;
    this.#hasHeard = true;
    this.#remember(samples);
    return samples;
  }

  /** The next `count` samples of a gap. */
  conceal(count: number): Int16Array {
    if (this.#made === 0) this.#begin();
    const out = new Int16Array(count);
    for (let n = 0; n < count; n += 1) out[n] = Math.round(this.#next());
    this.#remember(out);
    return out;
  }

  #begin(): void {
    this.#frozen = this.#history.slice();
    this.#period = findPeriod(this.#frozen, this.#perMs);
    this.#periods = 1;
    this.#takeCycle();
    this.#at = 0;
    this.#step = (this.#frozen.at(-1) ?? 0) - (this.#frozen.at(-1 - this.#period) ?? 0);
  }

  /** The last `#periods` periods; their last quarter period is faded into what stood before them. */
  #takeCycle(): void {
    const length = this.#period * this.#periods;
    const start = this.#frozen.length - length;
    const cycle = this.#frozen.slice(start);
    const quarter = this.#period >> 2;
    for (let n = 0; n < quarter; n += 1) {
      const weight = (n + 1) / (quarter + 1);
      const at = length - quarter + n;
      cycle[at] = (cycle[at] ?? 0) * (1 - weight) + (this.#frozen[start - quarter + n] ?? 0) * weight;
    }
    this.#cycle = cycle;
  }

  #next(): number {
    const ms = this.#made / this.#perMs;
    if (ms >= SILENT_MS) {
      this.#made += 1;
      return 0;
    }
    const gain = ms <= FULL_MS ? 1 : (SILENT_MS - ms) / (SILENT_MS - FULL_MS);
    const smoothing = this.#step * Math.max(0, 1 - ms / STEP_MS);
    const value = (this.#cycle[this.#at] ?? 0) * gain + smoothing;
    this.#at += 1;
    if (this.#at >= this.#cycle.length) {
      this.#at = 0;
      this.#lengthen(ms);
    }
    this.#made += 1;
    return Math.max(-32_768, Math.min(32_767, value));
  }

  /** One period alone buzzes: with time two and three of them are gone through. Changed only where a cycle ends. */
  #lengthen(ms: number): void {
    const wanted = Math.min(MAX_PERIODS, 1 + Math.floor(ms / 10));
    const end = this.#frozen.length;
    if (wanted <= this.#periods || wanted * this.#period + (this.#period >> 2) > end) return;
    this.#periods = wanted;
    this.#takeCycle();
  }

  #rejoin(samples: Int16Array): void {
    const ms = this.isSilent
      ? FADE_IN_MS
      : Math.min(MAX_REJOIN_MS, REJOIN_MS + 0.4 * Math.max(0, this.concealedMs - 10));
    const count = Math.min(samples.length, Math.round(ms * this.#perMs));
    for (let n = 0; n < count; n += 1) {
      const weight = (n + 1) / (count + 1);
      samples[n] = Math.round((samples[n] ?? 0) * weight + this.#next() * (1 - weight));
    }
  }

  #remember(samples: Int16Array): void {
    const history = this.#history;
    const kept = history.length - samples.length;
    if (kept <= 0) {
      history.set(samples.subarray(-kept));
      return;
    }
    history.copyWithin(0, samples.length);
    history.set(samples, kept);
  }
}
