/**
 * A signal at an eighth of its rate: what is below 800 Hz of it, where most of a voice's energy lies and where an echo
 * can be looked for at an eighth of an eighth of the cost.
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';

const decimation = 8;
/** 2,000 samples a second: half a millisecond each. */
export const SLOW_RATE_HZ = SAMPLE_RATE_HZ / decimation;
export const SLOW_PER_MS = SLOW_RATE_HZ / 1000;

/** Low-pass at 800 Hz, 48 taps under a Hann window: aliases are 40 dB down. */
const taps = (() => {
  const length = 48;
  const cutoff = 800 / SAMPLE_RATE_HZ;
  const raw = Array.from({ length }, (_, index) => {
    const x = index - (length - 1) / 2;
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / length);
    return (hann * Math.sin(2 * Math.PI * cutoff * x)) / (Math.PI * x);
  });
  const sum = raw.reduce((total, tap) => total + tap, 0);
  return Float32Array.from(raw, (tap) => tap / sum);
})();

/** One direction of a call, frame by frame. */
export class SlowBand {
  /** The end of the frame before, then the frame, in ±1. */
  readonly #input: Float32Array;
  readonly #frameSamples: number;

  constructor(frameSamples: number) {
    this.#frameSamples = frameSamples;
    this.#input = new Float32Array(taps.length + frameSamples);
  }

  /** What came before has nothing to do with what comes next. */
  reset(): void {
    this.#input.fill(0);
  }

  /**
   * Writes the frame's slow samples to `band`, and to `energy` the mean square of the eight samples behind each, with the
   * whole bandwidth; both from index 0.
   */
  push(frame: Int16Array, band: Float32Array, energy: Float32Array): void {
    const input = this.#input;
    const history = taps.length;
    input.copyWithin(0, this.#frameSamples, this.#frameSamples + history);
    for (let at = 0; at < this.#frameSamples; at += 1) input[history + at] = (frame[at] ?? 0) / 32_768;
    for (let out = 0; out * decimation < this.#frameSamples; out += 1) {
      const end = history + (out + 1) * decimation;
      let sum = 0;
      for (let tap = 0; tap < history; tap += 1) sum += (taps[tap] ?? 0) * (input[end - 1 - tap] ?? 0);
      band[out] = sum;
      let squares = 0;
      for (let at = end - decimation; at < end; at += 1) squares += (input[at] ?? 0) ** 2;
      energy[out] = squares / decimation;
    }
  }
}
