/** Pairs of UDP ports for RTP (even) and RTCP (the next one), RFC 3550 §11. */
import { SipError } from '../../base/errors.ts';
import type { Disposable } from '../../base/disposable.ts';

export interface PortPair extends Disposable {
  readonly rtp: number;
  readonly rtcp: number;
}

/** A range as administrators open it in a firewall; a pair is leased until it is disposed. */
export class PortRange {
  readonly #firstEven: number;
  readonly #pairCount: number;
  readonly #random: (length: number) => Uint8Array;
  readonly #leased = new Set<number>();

  /** `from` to `to`, both included. Throws `config-invalid` for a range without a whole pair. */
  constructor(from: number, to: number, random: (length: number) => Uint8Array) {
    this.#firstEven = from + (from % 2);
    this.#pairCount = Math.floor((Math.min(to, 65_535) - this.#firstEven + 1) / 2);
    this.#random = random;
    if (!Number.isInteger(from) || from < 1 || !(this.#pairCount > 0)) {
      throw new SipError(
        'config-invalid',
        `Ports ${String(from)} to ${String(to)} hold no pair for RTP and RTCP: give at least an even port and the next one.`,
      );
    }
  }

  get leasedCount(): number {
    return this.#leased.size;
  }

  get pairCount(): number {
    return this.#pairCount;
  }

  /**
   * A free pair. The search begins anywhere, so that a stranger cannot guess where the next call will be, and a packet
   * that is late for the last call does not reach it. Throws `cap-reached` when every pair is in use.
   */
  lease(): PortPair {
    const bytes = this.#random(4);
    const start = (((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0)) % this.#pairCount;
    for (let step = 0; step < this.#pairCount; step += 1) {
      const pair = (start + step) % this.#pairCount;
      if (this.#leased.has(pair)) continue;
      this.#leased.add(pair);
      const rtp = this.#firstEven + pair * 2;
      return { rtp, rtcp: rtp + 1, dispose: () => void this.#leased.delete(pair) };
    }
    throw new SipError(
      'cap-reached',
      `All ${String(this.#pairCount)} pairs of media ports are in use: widen the range of ports or wait for a call to end.`,
      { retryable: true, status: 503 },
    );
  }
}
