/**
 * Coefficient tables of the streaming resampler: a Kaiser-windowed sinc low-pass cut into polyphase rows
 * (J. O. Smith, Digital Audio Resampling; J. F. Kaiser's window formula, Oppenheim & Schafer §7.5).
 */

/** Stop-band attenuation that the window is designed for; tests measure what is left of it after int16 rounding. */
const STOP_BAND_DB = 74;
/**
 * The pass band ends here, as a part of the lower rate's Nyquist frequency (7 kHz of 8 kHz at 16 kHz; 3.5 kHz of 4 kHz for
 * a telephone's 3.4 kHz band); the stop band begins at Nyquist itself, so nothing above −74 dB folds back.
 */
const PASS_BAND_EDGE = 0.875;
/** Above this many phases rows are interpolated instead of stored (odd rates only: 22 051 Hz, 383 999 Hz …). */
const MAX_EXACT_PHASES = 1280;
const INTERPOLATED_PHASES = 512;
const MAX_CACHED_TABLES = 16;

export interface ResamplerTable {
  /** Output samples are `up`/`down` of input samples, reduced. */
  readonly up: number;
  readonly down: number;
  /** Taps on either side of the output instant, in input samples. */
  readonly half: number;
  /** Taps in a row, `2 × half`, a multiple of 4. */
  readonly taps: number;
  /** Rows stored, without the closing row that interpolation needs. */
  readonly phases: number;
  /** True when `phases` equals `up`. */
  readonly exact: boolean;
  /** `(phases + 1) × taps`, every row with a gain of 1 at 0 Hz. */
  readonly coefficients: Float64Array;
}

const cache = new Map<string, ResamplerTable>();

/** The table for a pair of rates; pairs of the same ratio share one. */
export function resamplerTable(fromHz: number, toHz: number): ResamplerTable {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const key = `${String(up)}/${String(down)}`;
  const known = cache.get(key);
  if (known) return known;
  const table = buildTable(up, down);
  const oldest = cache.size >= MAX_CACHED_TABLES ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, table);
  return table;
}

function buildTable(up: number, down: number): ResamplerTable {
  // Frequencies in cycles per input sample.
  const nyquist = 0.5 * Math.min(1, up / down);
  const transition = nyquist * (1 - PASS_BAND_EDGE);
  const cutoff = nyquist - transition / 2;
  const length = (STOP_BAND_DB - 7.95) / (2.285 * 2 * Math.PI * transition);
  const half = 2 * Math.ceil(length / 4);
  const taps = 2 * half;
  const exact = up <= MAX_EXACT_PHASES;
  const phases = exact ? up : INTERPOLATED_PHASES;
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);
  const scale = besselI0(beta);
  const coefficients = new Float64Array((phases + 1) * taps);
  for (let phase = 0; phase <= phases; phase += 1) {
    const row = coefficients.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const at = 1 - half + tap - phase / phases;
      const ratio = at / half;
      const window = Math.abs(ratio) < 1 ? besselI0(beta * Math.sqrt(1 - ratio * ratio)) / scale : 0;
      const value = 2 * cutoff * sinc(2 * cutoff * at) * window;
      row[tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap += 1) row[tap] = (row[tap] ?? 0) / sum;
  }
  return { up, down, half, taps, phases, exact, coefficients };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-16; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
