/** Streaming sample-rate conversion: one resampler a direction of a call. */
import { AudioError } from '../base/errors.ts';
import { resamplerTable, type ResamplerTable } from './resampler-table.ts';

export const MIN_SAMPLE_RATE_HZ = 1000;
export const MAX_SAMPLE_RATE_HZ = 384_000;

const NOTHING = new Int16Array(0);

/**
 * Mono int16 from any whole rate to any other, 1–384 kHz, by a polyphase windowed-sinc filter: flat to 87.5 % of the lower
 * rate's Nyquist frequency, ≥ 70 dB down from Nyquist on, linear phase, saturating.
 *
 * State is kept between pushes: however the input is cut, the output is the same, bit for bit. Output sample `n` lies at
 * the instant `n / toHz` of the input's own timeline (the filter's delay is taken out), hence the first output of a push
 * waits for `latencyMs` of further input, and `flush` gives the rest: in all `ceil(inputs × toHz / fromHz)` samples.
 */
export class StreamingResampler {
  readonly fromHz: number;
  readonly toHz: number;
  /** How far output lags behind input: 2.3 ms for 48→16 kHz, 4.8 ms for 8→16 kHz, 0 for equal rates. */
  readonly latencyMs: number;
  readonly #table: ResamplerTable;
  /** Input not yet done with, from `#start` on; the window of the next output begins at `#start`. */
  #buffer: Float64Array;
  #filled = 0;
  /** The next output's instant after `#start + half - 1`, in 1/up of an input sample; < up whenever `#start` is up to date. */
  #phase = 0;
  #inputCount = 0;
  #outputCount = 0;

  /** Throws AudioError for a rate that is not a whole number of Hz between 1 and 384 kHz. */
  constructor(fromHz: number, toHz: number) {
    for (const rate of [fromHz, toHz]) {
      if (!Number.isInteger(rate) || rate < MIN_SAMPLE_RATE_HZ || rate > MAX_SAMPLE_RATE_HZ) {
        throw new AudioError(
          'audio-invalid',
          `Cannot convert a sample rate of ${String(rate)} Hz: rates are whole numbers from 1,000 to 384,000 Hz.`,
        );
      }
    }
    this.fromHz = fromHz;
    this.toHz = toHz;
    this.#table = resamplerTable(fromHz, toHz);
    this.latencyMs = fromHz === toHz ? 0 : (this.#table.half / fromHz) * 1000;
    this.#buffer = new Float64Array(this.#table.taps * 2);
    this.#restart();
  }

  /** Takes any number of samples and returns those that are now complete; the answer is the caller's to keep. */
  push(input: Int16Array): Int16Array {
    if (this.fromHz === this.toHz) return input.slice();
    if (input.length === 0) return NOTHING;
    this.#inputCount += input.length;
    this.#append(input);
    return this.#drain(Number.POSITIVE_INFINITY);
  }

  /** The last samples, as if silence followed; the resampler then starts anew. */
  flush(): Int16Array {
    if (this.fromHz === this.toHz || this.#inputCount === 0) return NOTHING;
    const { up, down, half } = this.#table;
    const total = Math.ceil((this.#inputCount * up) / down);
    this.#append(new Int16Array(half));
    const output = this.#drain(total - this.#outputCount);
    this.#restart();
    return output;
  }

  #restart(): void {
    // Silence before the first sample fills the left half of its window.
    this.#filled = this.#table.half - 1;
    this.#buffer.fill(0, 0, this.#filled);
    this.#phase = 0;
    this.#inputCount = 0;
    this.#outputCount = 0;
  }

  #append(input: Int16Array): void {
    const needed = this.#filled + input.length;
    if (needed > this.#buffer.length) {
      const larger = new Float64Array(needed);
      larger.set(this.#buffer.subarray(0, this.#filled));
      this.#buffer = larger;
    }
    this.#buffer.set(input, this.#filled);
    this.#filled = needed;
  }

  #drain(atMost: number): Int16Array {
    const { up, down, taps } = this.#table;
    // Output k needs its window's `taps` samples: start + taps <= filled, where start = floor((phase + k·down) / up).
    const room = this.#filled - taps;
    const ready = room < 0 ? 0 : Math.ceil(((room + 1) * up - this.#phase) / down);
    const count = Math.max(0, Math.min(ready, atMost));
    const output = count === 0 ? NOTHING : new Int16Array(count);
    if (count > 0) convolve(this.#table, this.#buffer, this.#phase, output);
    this.#outputCount += count;
    const next = this.#phase + count * down;
    const done = Math.min(Math.floor(next / up), this.#filled);
    this.#phase = next - done * up;
    this.#buffer.copyWithin(0, done, this.#filled);
    this.#filled -= done;
    return output;
  }
}

/** Tables with at most this many phases take four outputs at a time; beyond, a push rarely holds four of one phase. */
const MAX_GROUPED_PHASES = 16;

/**
 * Fills `output`. The order of each sum depends on the table alone, never on the length of the push, so that equal input
 * gives equal bits.
 */
function convolve(table: ResamplerTable, buffer: Float64Array, firstPhase: number, output: Int16Array): void {
  const { up, down, taps, phases, exact, coefficients } = table;
  if (exact && up <= MAX_GROUPED_PHASES) {
    convolveGrouped(table, buffer, firstPhase, output);
    return;
  }
  let position = firstPhase;
  for (let n = 0; n < output.length; n += 1, position += down) {
    const start = Math.floor(position / up);
    const phase = position - start * up;
    if (exact) {
      output[n] = toInt16(dot(coefficients, phase * taps, buffer, start, taps));
    } else {
      const between = (phase * phases) / up;
      const row = Math.floor(between);
      const low = dot(coefficients, row * taps, buffer, start, taps);
      const high = dot(coefficients, (row + 1) * taps, buffer, start, taps);
      output[n] = toInt16(low + (high - low) * (between - row));
    }
  }
}

/** Outputs `up` apart share a row: four of them at a time load each coefficient once (28 instead of 48 µs for 48→16 kHz). */
function convolveGrouped(
  table: ResamplerTable,
  buffer: Float64Array,
  firstPhase: number,
  output: Int16Array,
): void {
  const { up, down, taps, coefficients } = table;
  const down2 = 2 * down;
  const down3 = 3 * down;
  const count = output.length;
  for (let first = 0; first < up && first < count; first += 1) {
    const position = firstPhase + first * down;
    let start = Math.floor(position / up);
    const rowStart = (position - start * up) * taps;
    const rowEnd = rowStart + taps;
    let n = first;
    for (; n + 3 * up < count; n += 4 * up, start += 4 * down) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let c = rowStart, i = start; c < rowEnd; c += 1, i += 1) {
        const coefficient = coefficients[c] ?? 0;
        s0 += coefficient * (buffer[i] ?? 0);
        s1 += coefficient * (buffer[i + down] ?? 0);
        s2 += coefficient * (buffer[i + down2] ?? 0);
        s3 += coefficient * (buffer[i + down3] ?? 0);
      }
      output[n] = toInt16(s0);
      output[n + up] = toInt16(s1);
      output[n + 2 * up] = toInt16(s2);
      output[n + 3 * up] = toInt16(s3);
    }
    for (; n < count; n += up, start += down) {
      let sum = 0;
      for (let c = rowStart, i = start; c < rowEnd; c += 1, i += 1)
        sum += (coefficients[c] ?? 0) * (buffer[i] ?? 0);
      output[n] = toInt16(sum);
    }
  }
}

function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, taps: number): number {
  // Four sums at once: one alone would wait for each addition in turn.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < taps; i += 4) {
    s0 += (a[aStart + i] ?? 0) * (b[bStart + i] ?? 0);
    s1 += (a[aStart + i + 1] ?? 0) * (b[bStart + i + 1] ?? 0);
    s2 += (a[aStart + i + 2] ?? 0) * (b[bStart + i + 2] ?? 0);
    s3 += (a[aStart + i + 3] ?? 0) * (b[bStart + i + 3] ?? 0);
  }
  return s0 + s1 + (s2 + s3);
}

function toInt16(value: number): number {
  const rounded = Math.floor(value + 0.5);
  return rounded > 32_767 ? 32_767 : rounded < -32_768 ? -32_768 : rounded;
}
