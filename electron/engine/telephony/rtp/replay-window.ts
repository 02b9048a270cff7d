/** Which packets of a stream were taken already, RFC 3711 §3.3.2. */

/** Packets; the RFC asks for 64 at least. Over two seconds of 20 ms packets. */
const WINDOW = 128;

export class ReplayWindow {
  /** The index last taken in each slot; −1: none. */
  readonly #taken = new Float64Array(WINDOW).fill(-1);
  #highest = -1;

  /** False for an index that was taken, or that is too far back to know. */
  isNew(index: number): boolean {
    return index > this.#highest - WINDOW && this.#taken[index % WINDOW] !== index;
  }

  /** Only for packets that are authentic. */
  take(index: number): void {
    this.#taken[index % WINDOW] = index;
    if (index > this.#highest) this.#highest = index;
  }
}

/**
 * The packet index of RFC 3711 §3.3.1, 48 bits: how often the sequence numbers have wrapped, guessed from the highest that
 * was authentic. Right as long as fewer than 32,768 packets are lost in a row.
 */
export class PacketIndex {
  #highest: number | null = null;

  guess(sequence: number): number {
    if (this.#highest === null) return sequence;
    const rollover = Math.floor(this.#highest / 65_536);
    const last = this.#highest % 65_536;
    if (last < 32_768 && sequence - last > 32_768 && rollover > 0) return (rollover - 1) * 65_536 + sequence;
    if (last >= 32_768 && last - 32_768 > sequence) return (rollover + 1) * 65_536 + sequence;
    return rollover * 65_536 + sequence;
  }

  take(index: number): void {
    if (this.#highest === null || index > this.#highest) this.#highest = index;
  }
}
