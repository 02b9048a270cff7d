/**
 * Takes one period out of sound, or puts one in, so that it lasts shorter or longer at the same pitch (overlap-add).
 *
 *   shorten    |  A  |  B  |  rest     →  | A fading into B |  rest
 *   lengthen   |  A  |  B  |  rest     →  |  A  | B fading into A |  B  |  rest
 */
import { similarity } from './pitch.ts';

/** 16 kHz. Periods of 100 to 400 Hz; in noise and silence any will do. */
const MIN_LAG = 40;
export const MAX_LAG = 160;
const COARSE_STEP = 4;

export interface StretchPlace {
  /** Samples of the period. */
  lag: number;
  /** How alike the two periods are, −1 to 1. */
  likeness: number;
}

/** The best period at the beginning of `samples`, of which at least 320 are there. */
export function stretchPlace(samples: Int16Array): StretchPlace {
  let best: StretchPlace = { lag: MAX_LAG, likeness: -1 };
  const consider = (lag: number): void => {
    const likeness = similarity(samples, 0, lag, MAX_LAG);
    if (likeness > best.likeness) best = { lag, likeness };
  };
  for (let lag = MAX_LAG; lag >= MIN_LAG; lag -= COARSE_STEP) consider(lag);
  const around = best.lag;
  for (let lag = around - COARSE_STEP + 1; lag < around + COARSE_STEP; lag += 1)
    if (lag >= MIN_LAG && lag <= MAX_LAG) consider(lag);
  return best;
}

/** The first `2 × lag` samples as `lag` of them. */
export function shortened(samples: Int16Array, lag: number): Int16Array {
  return faded(samples, 0, lag, lag);
}

/** The first `lag` samples with a period added behind them: `2 × lag`. What follows them follows still. */
export function lengthened(samples: Int16Array, lag: number): Int16Array {
  const out = new Int16Array(2 * lag);
  out.set(samples.subarray(0, lag));
  out.set(faded(samples, lag, 0, lag), lag);
  return out;
}

function faded(samples: Int16Array, from: number, to: number, count: number): Int16Array {
  const out = new Int16Array(count);
  for (let n = 0; n < count; n += 1) {
    const weight = (n + 1) / (count + 1);
    out[n] = Math.round((samples[from + n] ?? 0) * (1 - weight) + (samples[to + n] ?? 0) * weight);
  }
  return out;
}
