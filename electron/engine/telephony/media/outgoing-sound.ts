/**
 * The agent's frames on their way to packets. A line that is open sends all the time: NATs and PBXs forget who is silent. So
 * silence fills the time in which no frame comes.
 *
 *   speech  ▐▐▐▐▐▐▐▐▐▐                    ▐▐▐▐▐▐▐▐▐▐
 *   silence           ·▐▐▐▐▐▐▐▐▐▐▐▐▐▐▐▐▐▐▐
 *                     └ 30 ms after the last frame, at the beat; brought up to date when the next one comes
 */
import type { AudioCodec } from '../../audio/codec.ts';
import { FRAME_MS, SAMPLE_RATE_HZ, silentFrame } from '../../audio/frame.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import { Packetizer } from '../rtp/packetizer.ts';

/** No frame for so long: the agent is silent. Frames come 20 ms apart, exactly, on the timeline. */
const silentAfterMs = 30;

const silence = silentFrame();

export interface OutgoingSettings {
  codec: AudioCodec;
  payloadType: number;
  packetMs: number;
}

export class OutgoingSound implements Disposable {
  readonly #timeline: Timeline;
  readonly #send: (payloadType: number, payload: Uint8Array, units: number) => void;
  #settings: OutgoingSettings | null = null;
  #packetizer: Packetizer | null = null;
  #isOpen = false;
  /** The moment up to which sound has been given. */
  #untilMs = 0;
  #lastFrameMs = 0;

  /** @param send `units`: length of the packet on the codec's clock */
  constructor(timeline: Timeline, send: (payloadType: number, payload: Uint8Array, units: number) => void) {
    this.#timeline = timeline;
    this.#send = send;
  }

  /** What stays as it was is not disturbed. */
  configure(settings: OutgoingSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (before?.packetMs === settings.packetMs && before.codec === settings.codec) return;
    this.#packetizer?.dispose();
    this.#packetizer = new Packetizer({
      timeline: this.#timeline,
      packetMs: settings.packetMs,
      send: (samples) => {
        this.#packet(samples);
      },
    });
  }

  /** False: nothing is sent (a hold), and what waited is forgotten. */
  setOpen(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#untilMs = this.#timeline.now();
    this.clear();
  }

  /** 20 ms, now. */
  frame(frame: Int16Array): void {
    if (!this.#isOpen) return;
    const nowMs = this.#timeline.now();
    this.#fill(nowMs);
    this.#lastFrameMs = nowMs;
    this.#push(frame);
  }

  /** Every 20 ms, whether or not frames come. */
  beat(): void {
    const nowMs = this.#timeline.now();
    if (this.#isOpen && nowMs - this.#lastFrameMs >= silentAfterMs) this.#fill(nowMs);
  }

  /** What waits for the rest of its packet gives way to silence. */
  clear(): void {
    this.#packetizer?.clear();
  }

  dispose(): void {
    this.#isOpen = false;
    this.#packetizer?.dispose();
  }

  #fill(nowMs: number): void {
    // After a standstill of the machine there is no point in making up for it.
    if (nowMs - this.#untilMs > 10 * FRAME_MS) this.#untilMs = nowMs - FRAME_MS;
    while (this.#untilMs <= nowMs - FRAME_MS) this.#push(silence);
  }

  #push(frame: Int16Array): void {
    this.#untilMs += FRAME_MS;
    this.#packetizer?.push(frame);
  }

  #packet(samples: Int16Array): void {
    if (!this.#settings) return;
    const { codec, payloadType } = this.#settings;
    const units = (samples.length * codec.clockRateHz) / SAMPLE_RATE_HZ;
    this.#send(payloadType, codec.encode(samples), units);
  }
}
