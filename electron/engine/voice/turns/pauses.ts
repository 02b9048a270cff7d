/**
 * How long this caller pauses within a turn: running mean and mean deviation, as TCP estimates its round trip
 * (RFC 6298 §2), with the same weights.
 */

/** Shorter silences are within words or between phrases; everybody makes them. */
const shortestPauseMs = 200;
const meanWeight = 1 / 8;
const deviationWeight = 1 / 4;
/** Deviations above the mean that a pause is allowed. */
const allowance = 1;
/** One pause tells nothing about a person. */
const fewestPauses = 2;
/** A caller who goes on so soon after their turn was called over was cut off in a pause. */
const longestPauseMs = 1600;

export class PauseStatistics {
  #count = 0;
  #meanMs = 0;
  #deviationMs = 0;

  /** A silence between two utterances of the caller. */
  add(pauseMs: number): void {
    if (pauseMs < shortestPauseMs || pauseMs > longestPauseMs) return;
    if (this.#count === 0) {
      this.#meanMs = pauseMs;
      this.#deviationMs = pauseMs / 2;
    } else {
      this.#deviationMs += deviationWeight * (Math.abs(pauseMs - this.#meanMs) - this.#deviationMs);
      this.#meanMs += meanWeight * (pauseMs - this.#meanMs);
    }
    this.#count += 1;
  }

  /** Silence that this caller is likely to break, ms; null while too little is known. */
  get expectedMs(): number | null {
    return this.#count < fewestPauses ? null : this.#meanMs + allowance * this.#deviationMs;
  }
}
