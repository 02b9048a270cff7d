/** Arithmetic on RTP's counters, which wrap: sequence numbers after 2^16, timestamps after 2^32 (RFC 3550 §5.1). */

/** How far `to` lies ahead of `from` the short way round, −32,768 to 32,767. */
export function sequenceDelta(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}

/** How far `to` lies ahead of `from` the short way round, −2^31 to 2^31 − 1. */
export function timestampDelta(from: number, to: number): number {
  return (to - from) | 0;
}

/** `timestamp + units` as it goes on the wire, 0 to 2^32 − 1. */
export function addToTimestamp(timestamp: number, units: number): number {
  return (timestamp + units) >>> 0;
}

/** `sequence + 1` as it goes on the wire, 0 to 65,535. */
export function nextSequence(sequence: number): number {
  return (sequence + 1) & 0xffff;
}

/** Counts wraps: each number as the one nearest to the highest so far. An old packet never takes the count back. */
export class Unwrapper {
  readonly #delta: (from: number, to: number) => number;
  #highest: number | null = null;

  constructor(delta: typeof sequenceDelta) {
    this.#delta = delta;
  }

  /** The number without wraps; may be negative for what came before the first one. */
  unwrap(wire: number): number {
    if (this.#highest === null) {
      this.#highest = wire;
      return wire;
    }
    const extended = this.#highest + this.#delta(this.#highest, wire);
    if (extended > this.#highest) this.#highest = extended;
    return extended;
  }

  reset(): void {
    this.#highest = null;
  }
}
