/** How like what was said is what was heard? For tests of codecs, networks and whole calls. */

export interface Comparison {
  /** By which the heard sound lags. */
  delaySamples: number;
  /** 1: the same shape; 0: nothing in common. */
  correlation: number;
  /** Level of the heard sound less that of the original. */
  gainDb: number;
  /** Original to difference after the delay. */
  snrDb: number;
}

/** Over `[from, to)` of the original, at the delay (0–`maxDelaySamples`) where the two are most alike. */
export function compareSound(
  original: Int16Array,
  heard: Int16Array,
  { from, to, maxDelaySamples }: { from: number; to: number; maxDelaySamples: number },
): Comparison {
  let best: Comparison = { delaySamples: -1, correlation: -1, gainDb: 0, snrDb: 0 };
  for (let delaySamples = 0; delaySamples <= maxDelaySamples; delaySamples += 1) {
    const sums = { oo: 0, hh: 0, oh: 0 };
    for (let at = from; at < to; at += 1) {
      const o = original[at] ?? 0;
      const h = heard[at + delaySamples] ?? 0;
      sums.oo += o * o;
      sums.hh += h * h;
      sums.oh += o * h;
    }
    const correlation = sums.oh / Math.sqrt(Math.max(1, sums.oo * sums.hh));
    if (correlation <= best.correlation) continue;
    const rest = sums.oo + sums.hh - 2 * sums.oh;
    best = {
      delaySamples,
      correlation,
      gainDb: 10 * Math.log10(sums.hh / sums.oo),
      snrDb: 10 * Math.log10(sums.oo / Math.max(1, rest)),
    };
  }
  return best;
}
