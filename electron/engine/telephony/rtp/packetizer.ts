/** Frames of 20 ms into packets of the length that was negotiated, each sent when it is due. */
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

const PER_MS = 16;

export interface PacketizerOptions {
  timeline: Timeline;
  /** 10–60, of a packet. */
  packetMs: number;
  /** A packet's sound, mono int16 at 16 kHz; it stays the caller's of `push`. */
  send: (samples: Int16Array) => void;
}

/**
 * 20 ms packets go out with the frame, longer ones with the frame that completes them. Of a frame that holds more than one
 * packet the later ones follow when their time has come, so that nothing leaves in pairs.
 */
export class Packetizer implements Disposable {
  readonly #options: PacketizerOptions;
  readonly #pending: Int16Array;
  #filled = 0;
  readonly #due = new Set<Disposable>();

  constructor(options: PacketizerOptions) {
    this.#options = options;
    this.#pending = new Int16Array(options.packetMs * PER_MS + FRAME_SAMPLES);
  }

  push(frame: Int16Array): void {
    const { timeline, packetMs, send } = this.#options;
    const perPacket = packetMs * PER_MS;
    if (this.#filled === 0 && frame.length === perPacket) {
      send(frame);
      return;
    }
    this.#pending.set(frame.subarray(0, FRAME_SAMPLES), this.#filled);
    this.#filled += Math.min(frame.length, FRAME_SAMPLES);
    for (let sent = 0; this.#filled >= perPacket; sent += 1) {
      const samples = this.#pending.slice(0, perPacket);
      this.#pending.copyWithin(0, perPacket, this.#filled);
      this.#filled -= perPacket;
      if (sent === 0) {
        send(samples);
        continue;
      }
      const due = timeline.at(timeline.now() + sent * packetMs, () => {
        this.#due.delete(due);
        send(samples);
      });
      this.#due.add(due);
    }
  }

  /** Forgets what has not gone out: a hold, another codec. */
  clear(): void {
    this.#filled = 0;
    for (const due of this.#due) due.dispose();
    this.#due.clear();
  }

  dispose(): void {
    this.clear();
  }
}
