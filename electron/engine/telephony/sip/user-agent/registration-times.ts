/** When a registration is renewed, and when a failed one is tried again. */

const firstBackOffMs = 2000;
const longestBackOffMs = 5 * 60_000;
/** A registrar that grants a second or two does not make us ask every second. */
const soonestRefreshMs = 10_000;

/**
 * After 80 % of the time or 60 s before its end, whichever is earlier, yet not before half of it; up to a tenth sooner by chance.
 * @param fraction 0–1, by chance
 */
export function refreshAfterMs(expiresS: number, fraction: number): number {
  const latestS = Math.max(Math.min(0.8 * expiresS, expiresS - 60), 0.5 * expiresS);
  return Math.max(soonestRefreshMs, latestS * 1000 * (1 - 0.1 * fraction));
}

/** A connection that has lasted this long, ms, was a good one. */
export const goodConnectionMs = 5 * 60_000;

/**
 * 2 s, doubled with each failure up to five minutes; between half of it and all of it by chance (RFC 5626 §4.5).
 * @param failures in a row, before this one
 */
export function backOffMs(failures: number, fraction: number): number {
  const wholeMs = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(failures, 20));
  return wholeMs * (0.5 + 0.5 * fraction);
}
