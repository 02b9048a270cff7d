/** Packets of the peer on their way to frames: which codec each is of, then the jitter buffer. */
import { codecFacts, type AudioCodec } from '../../audio/codec.ts';
import { JitterBuffer, type JitterBufferStatistics } from '../../audio/jitter-buffer.ts';
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import { COMFORT_NOISE_PAYLOAD_TYPE, COMFORT_NOISE_CLOCK_HZ, noiseDbOf } from '../rtp/comfort-noise.ts';
import type { ReceivedAudio } from '../rtp/rtp-session.ts';

export class IncomingSound {
  readonly #buffer = new JitterBuffer();
  readonly #codecs: (name: PhoneCodec) => AudioCodec;
  #received: ReadonlyMap<number, PhoneCodec> = new Map();

  /** @param codecs makes them as they are met, and keeps them */
  constructor(codecs: (name: PhoneCodec) => AudioCodec) {
    this.#codecs = codecs;
  }

  /** By payload type. */
  configure(received: ReadonlyMap<number, PhoneCodec>): void {
    this.#received = received;
  }

  /** @param unsureMs it may have come so much later than now */
  receive(packet: ReceivedAudio, nowMs: number, unsureMs = 0): void {
    const name = this.#received.get(packet.payloadType);
    if (name) this.#buffer.push(packet, this.#codecs(name), nowMs, unsureMs);
    else if (packet.payloadType === COMFORT_NOISE_PAYLOAD_TYPE) {
      const noiseDb = noiseDbOf(packet.payload);
      if (noiseDb !== null) this.#buffer.pushNoise(packet, noiseDb, COMFORT_NOISE_CLOCK_HZ, nowMs, unsureMs);
    }
  }

  /** The next 20 ms; every 20 ms. */
  pull(nowMs: number): Int16Array {
    return this.#buffer.pull(nowMs).frame;
  }

  get statistics(): JitterBufferStatistics {
    return this.#buffer.statistics;
  }
}

/** Clock rate by payload type, for the session. */
export function clockRates(received: ReadonlyMap<number, PhoneCodec>): ReadonlyMap<number, number> {
  return new Map([...received].map(([payloadType, name]) => [payloadType, codecFacts[name].clockRateHz]));
}
