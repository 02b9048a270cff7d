/** The period of a voice, by normalised cross-correlation: how far sound has to be moved to lie on itself. */

/** 200 Hz down to 66 Hz (ITU-T G.711 Appendix I). */
export const MIN_PERIOD_MS = 5;
export const MAX_PERIOD_MS = 15;
const WINDOW_MS = 20;
/** Samples in a millisecond of the first, coarse search. */
const COARSE_PER_MS = 4;

/**
 * The lag, in samples, at which the last 20 ms are most like what stood before; 5 to 15 ms. `samples` holds 35 ms at least.
 * Any lag will do for noise.
 */
export function findPeriod(samples: Float64Array, perMs: number): number {
  const step = perMs / COARSE_PER_MS;
  const coarse = decimate(samples, step);
  const coarseLag = bestLag(
    coarse,
    MIN_PERIOD_MS * COARSE_PER_MS,
    MAX_PERIOD_MS * COARSE_PER_MS,
    WINDOW_MS * COARSE_PER_MS,
  );
  const from = Math.max(MIN_PERIOD_MS * perMs, (coarseLag - 1) * step);
  const to = Math.min(MAX_PERIOD_MS * perMs, (coarseLag + 1) * step);
  return bestLag(samples, from, to, WINDOW_MS * perMs);
}

/** Means of `step` samples, counted from the end. */
function decimate(samples: Float64Array, step: number): Float64Array {
  const count = Math.floor(samples.length / step);
  const first = samples.length - count * step;
  const out = new Float64Array(count);
  for (let n = 0; n < count; n += 1) {
    let sum = 0;
    for (let k = 0; k < step; k += 1) sum += samples[first + n * step + k] ?? 0;
    out[n] = sum / step;
  }
  return out;
}

function bestLag(samples: Float64Array, from: number, to: number, window: number): number {
  const start = samples.length - window;
  let best = from;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let lag = from; lag <= to; lag += 1) {
    const score = similarity(samples, start, start - lag, window);
    if (score > bestScore) {
      best = lag;
      bestScore = score;
    }
  }
  return best;
}

/** Normalised correlation of two stretches, −1 to 1; 0 where one of them is silent. */
export function similarity(
  samples: Float64Array | Int16Array,
  first: number,
  second: number,
  count: number,
): number {
  let product = 0;
  let energyOfFirst = 0;
  let energyOfSecond = 0;
  for (let n = 0; n < count; n += 1) {
    const a = samples[first + n] ?? 0;
    const b = samples[second + n] ?? 0;
    product += a * b;
    energyOfFirst += a * a;
    energyOfSecond += b * b;
  }
  const energy = Math.sqrt(energyOfFirst * energyOfSecond);
  return energy === 0 ? 0 : product / energy;
}
