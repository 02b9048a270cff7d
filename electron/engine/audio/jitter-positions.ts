/** Where each packet of a stream belongs, as a sample at 16 kHz, whatever its clock does. */

const PER_MS = 16;
/** Where the first packet stands, so that one it has overtaken may come before it. */
const FIRST_POSITION = 3000 * PER_MS;
/** Timestamps that go another way than time itself by more than this are a new clock, ms. */
const CLOCK_JUMP_MS = 1000;
/** Sequence numbers that are remembered, to tell a packet that comes twice from one that comes late. A power of two. */
const REMEMBERED = 256;

export interface PlacedHeader {
  extendedSequence: number;
  timestamp: number;
  restart: boolean;
}

export interface Place {
  position: number;
  /** A clock began with this packet. */
  isNewClock: boolean;
}

export class PacketPositions {
  /** `position` belongs to `timestamp`; moved along, so that timestamps never lie half a wrap away. */
  #anchor: { timestamp: number; position: number; clockRateHz: number } | null = null;
  #highest: { sequence: number; transitMs: number } | null = null;
  readonly #seen = new Float64Array(REMEMBERED).fill(Number.NaN);

  /** `end`: where a new clock's sound goes on. Null for a packet of a clock that is over. */
  place(header: PlacedHeader, clockRateHz: number, nowMs: number, end: number): Place | null {
    const { timestamp, extendedSequence: sequence, restart } = header;
    const anchor = this.#anchor;
    if (anchor && !restart && anchor.clockRateHz === clockRateHz) {
      const units = (timestamp - anchor.timestamp) | 0;
      const position = anchor.position + Math.round((units * PER_MS * 1000) / clockRateHz);
      const transitMs = nowMs - position / PER_MS;
      const highest = this.#highest;
      const isNewest = !highest || sequence > highest.sequence;
      if (!highest || Math.abs(transitMs - highest.transitMs) < CLOCK_JUMP_MS) {
        if (isNewest) {
          this.#highest = { sequence, transitMs };
          this.#anchor = { timestamp, position, clockRateHz };
        }
        return { position, isNewClock: false };
      }
      if (!isNewest) return null;
    }
    const position = Math.max(end, FIRST_POSITION);
    this.#anchor = { timestamp, position, clockRateHz };
    this.#highest = { sequence, transitMs: nowMs - position / PER_MS };
    this.#seen.fill(Number.NaN);
    return { position, isNewClock: true };
  }

  /** Has this one come before? Asked once a packet. */
  isRepeated(sequence: number): boolean {
    const slot = sequence & (REMEMBERED - 1);
    const isRepeated = this.#seen[slot] === sequence;
    this.#seen[slot] = sequence;
    return isRepeated;
  }
}
