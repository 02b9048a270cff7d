/** What we send: numbers, timestamps, and the marker at the beginning of each stretch of sound (RFC 3551 §4.1). */
import { serialiseRtp, uint16, uint32 } from './packet.ts';
import { addToTimestamp, nextSequence, timestampDelta } from './sequence.ts';

/** Sound that is behind the clock by more than this comes after a pause: hold, keys, silence. */
const PAUSE_MS = 60;

export interface SentCounts {
  packets: number;
  /** Of payload. */
  octets: number;
}

export class RtpSender {
  readonly ssrc: number;
  readonly #send: (datagram: Uint8Array) => void;
  /** Timestamps follow time: `#base` at `#baseMs`. */
  #base: number;
  #baseMs: number;
  #clockRateHz = 8000;
  #sequence: number;
  #next: number | null = null;
  readonly #sent: SentCounts = { packets: 0, octets: 0 };

  /** `random`: SSRC, first number and first timestamp are nobody's to guess (RFC 3550 §5.1). */
  constructor(nowMs: number, random: (length: number) => Uint8Array, send: (datagram: Uint8Array) => void) {
    const bytes = random(10);
    this.ssrc = uint32(bytes, 0);
    this.#base = uint32(bytes, 4);
    // The upper half is left out, so that SRTP's count of wraps is certain from the start (RFC 3711 §3.3.1).
    this.#sequence = uint16(bytes, 8) & 0x7fff;
    this.#baseMs = nowMs;
    this.#send = send;
  }

  get sent(): SentCounts {
    return { ...this.#sent };
  }

  /** Another codec: the timestamp goes on from where it is, at another pace. */
  setClock(clockRateHz: number, nowMs: number): void {
    if (clockRateHz === this.#clockRateHz) return;
    this.#base = this.timestampAt(nowMs);
    this.#baseMs = nowMs;
    this.#clockRateHz = clockRateHz;
    this.#next = null;
  }

  timestampAt(ms: number): number {
    return addToTimestamp(this.#base, Math.round(((ms - this.#baseMs) * this.#clockRateHz) / 1000));
  }

  /** The next packet of sound; `units`: how long it is, on the timestamp's clock. */
  audio(payloadType: number, payload: Uint8Array, units: number, nowMs: number): void {
    const due = this.timestampAt(nowMs);
    const behind = this.#next === null ? Infinity : timestampDelta(this.#next, due);
    const isAfterPause = behind > (PAUSE_MS * this.#clockRateHz) / 1000;
    const timestamp = this.#next === null || isAfterPause ? due : this.#next;
    this.#next = addToTimestamp(timestamp, units);
    this.packet(payloadType, payload, timestamp, isAfterPause);
  }

  packet(payloadType: number, payload: Uint8Array, timestamp: number, marker: boolean): void {
    this.#sequence = nextSequence(this.#sequence);
    this.#sent.packets += 1;
    this.#sent.octets += payload.length;
    const { ssrc } = this;
    const sequence = this.#sequence;
    this.#send(
      serialiseRtp({
        payloadType,
        marker,
        sequence,
        timestamp,
        ssrc,
        csrcs: [],
        extension: null,
        payload,
      }),
    );
  }
}
