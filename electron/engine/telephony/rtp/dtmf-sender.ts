/** Keys as telephone events, RFC 4733 §2.5.1. */
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import { addToTimestamp } from './sequence.ts';
import { eventOfKey, serialiseTelephoneEvent } from './telephone-event.ts';

/** From one packet of an event to the next, §2.5.1.2 recommends 50 ms at most; 20 ms as the audio. */
const PACKET_MS = 20;
/** The last packet goes out three times, §2.5.1.4. */
const END_PACKETS = 3;
/** −10 dBm0, a usual level of a phone (Q.24 asks receivers to take −25 to 0). */
const VOLUME = 10;
const SEGMENT_UNITS = 0xffff;
/** More keys than anybody dials; what is beyond is not sent. */
const MAX_QUEUED_KEYS = 256;

/** Q.24 has receivers take 40 ms; many want more, and some carriers cut the first packets off. */
export const KEY_MS = 100;
export const KEY_GAP_MS = 60;

export interface DtmfPacket {
  marker: boolean;
  timestamp: number;
  payload: Uint8Array;
}

export interface DtmfSenderOptions {
  timeline: Timeline;
  clockRateHz: number;
  /** The stream's timestamp at this moment of the timeline: events and audio share a clock (§2.1). */
  timestampAt: (ms: number) => number;
  send: (packet: DtmfPacket) => void;
  keyMs?: number;
  gapMs?: number;
}

interface QueuedKeys {
  keys: DtmfKey[];
  done: () => void;
}

/**
 * One key after the other: packets every 20 ms with the growing duration, the last one three times over, then the gap.
 * The audio has to be silent meanwhile: see `isSending`.
 */
export class DtmfSender implements Disposable {
  readonly #options: Required<DtmfSenderOptions>;
  readonly #queue: QueuedKeys[] = [];
  #timer: Disposable | null = null;
  #isSending = false;

  constructor(options: DtmfSenderOptions) {
    this.#options = { keyMs: KEY_MS, gapMs: KEY_GAP_MS, ...options };
  }

  /** From the first packet of a key to its last; not during gaps. */
  get isSending(): boolean {
    return this.#isSending;
  }

  /** Settles when the last packet of the last key is out, or the sender is disposed. Keys beyond 256 in the queue are dropped. */
  send(keys: readonly DtmfKey[]): Promise<void> {
    const queued = this.#queue.reduce((sum, entry) => sum + entry.keys.length, 0);
    return new Promise((resolve) => {
      this.#queue.push({ keys: keys.slice(0, Math.max(0, MAX_QUEUED_KEYS - queued)), done: resolve });
      if (!this.#timer) this.#next(this.#options.timeline.now());
    });
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
    this.#isSending = false;
    for (const { done } of this.#queue.splice(0)) done();
  }

  #next(atMs: number): void {
    let entry = this.#queue[0];
    while (entry?.keys.length === 0) {
      this.#queue.shift();
      entry.done();
      entry = this.#queue[0];
    }
    const key = entry?.keys.shift();
    if (!key) {
      this.#timer = null;
      return;
    }
    this.#isSending = true;
    this.#packet(eventOfKey(key), atMs, atMs, 1);
  }

  /** The packet that is due at `atMs` of the press that began at `beganMs`; `endsSent` counts only once it is over. */
  #packet(event: number, beganMs: number, atMs: number, endsSent: number): void {
    const { timeline, clockRateHz, keyMs, gapMs, timestampAt, send } = this.#options;
    const elapsedMs = Math.min(keyMs, atMs - beganMs + PACKET_MS);
    const isOver = elapsedMs >= keyMs;
    const units = Math.round((elapsedMs * clockRateHz) / 1000);
    // §2.5.1.3: what 16 bits cannot count goes on as a new segment, whose timestamp is where the last one ended.
    const segment = Math.floor((units - 1) / SEGMENT_UNITS);
    send({
      marker: atMs === beganMs && endsSent === 1,
      timestamp: addToTimestamp(timestampAt(beganMs), segment * SEGMENT_UNITS),
      payload: serialiseTelephoneEvent({
        event,
        end: isOver,
        volume: VOLUME,
        duration: units - segment * SEGMENT_UNITS,
      }),
    });
    if (isOver && endsSent === END_PACKETS) {
      this.#isSending = false;
      const entry = this.#queue[0];
      if (entry?.keys.length === 0) {
        this.#queue.shift();
        entry.done();
      }
      this.#timer = timeline.at(atMs + gapMs, () => {
        this.#next(atMs + gapMs);
      });
      return;
    }
    this.#timer = timeline.at(atMs + PACKET_MS, () => {
      this.#packet(event, beganMs, atMs + PACKET_MS, isOver ? endsSent + 1 : endsSent);
    });
  }
}
