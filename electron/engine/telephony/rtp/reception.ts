/** Which of the sources that send to us is the one that is heard. */
import type { RtpPacket } from './packet.ts';
import { RtpSource, type SourceCounts } from './source.ts';
import { nextSequence } from './sequence.ts';

/** A source that was heard within this time is alive; a newcomer beside it has to show two packets in sequence first. */
const ALIVE_MS = 100;

export interface AcceptedPacket {
  packet: RtpPacket;
  extendedSequence: number;
  /** First of another source, or of a numbering that began anew. */
  restart: boolean;
}

/**
 * One stream is heard at a time. Where it falls silent, or gives way, another is taken up at once: a transfer, music on hold,
 * an announcement of the carrier. Two that send at the same time do not take turns: the first stays.
 *
 *               two in sequence, with nothing of A between them
 *   A is heard ─────────────────────────────────────────────────► B is heard
 *               A silent for 100 ms, then any packet of B
 */
export class Reception {
  #current: RtpSource | null = null;
  #lastMs = 0;
  /** Of a newcomer, kept back until the next one follows it. */
  #candidate: RtpPacket | null = null;
  /** Of the sources before. */
  #earlier: SourceCounts = { received: 0, expected: 0 };

  get source(): RtpSource | null {
    return this.#current;
  }

  /** Of all sources. */
  get counts(): SourceCounts {
    const { received, expected } = this.#current?.counts ?? { received: 0, expected: 0 };
    return { received: received + this.#earlier.received, expected: expected + this.#earlier.expected };
  }

  /** The packets that are to be heard now: none, this one, or this and the one that was kept back. */
  receive(packet: RtpPacket, clockRateHz: number, nowMs: number): AcceptedPacket[] {
    const current = this.#current;
    if (current?.ssrc === packet.ssrc) {
      this.#candidate = null;
      this.#lastMs = nowMs;
      return accepted(current, packet, false);
    }
    const isAlive = current !== null && nowMs - this.#lastMs < ALIVE_MS;
    const kept = this.#candidate;
    const follows = kept?.ssrc === packet.ssrc && packet.sequence === nextSequence(kept.sequence);
    if (isAlive && !follows) {
      this.#candidate = packet;
      return [];
    }
    this.#earlier = this.counts;
    const source = new RtpSource(packet.ssrc, clockRateHz);
    this.#current = source;
    this.#candidate = null;
    this.#lastMs = nowMs;
    return follows
      ? [...accepted(source, kept, current !== null), ...accepted(source, packet, false)]
      : accepted(source, packet, current !== null);
  }

  /** It said BYE: whatever comes next is heard at once. */
  end(ssrc: number): void {
    if (this.#current?.ssrc === ssrc) this.#lastMs = Number.NEGATIVE_INFINITY;
  }
}

function accepted(source: RtpSource, packet: RtpPacket, isFirst: boolean): AcceptedPacket[] {
  const verdict = source.receive(packet.sequence);
  return verdict
    ? [{ packet, extendedSequence: verdict.extendedSequence, restart: isFirst || verdict.restart }]
    : [];
}
