/** Sound as it goes over a telephone line. A codec object serves both directions of one call, and remembers what it has to. */
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import type { Disposable } from '../base/disposable.ts';

export interface AudioCodec extends Disposable {
  readonly name: PhoneCodec;
  /** Of the RTP timestamp, Hz. */
  readonly clockRateHz: number;
  /** Mono int16 at 16 kHz, `packetMs` of it; the payload of one packet. */
  encode(samples: Int16Array): Uint8Array<ArrayBuffer>;
  /**
   * The payload of one packet, in the order of the packets; mono int16 at 16 kHz, as much as the payload holds. Null: the
   * payload is not of this codec, and is heard as if it had been lost. Never throws.
   */
  decode(payload: Uint8Array): Int16Array<ArrayBuffer> | null;
}

/** Sound of one packet that we are willing to decode: 200 ms, as RFC 3551 §4.2 asks of every receiver. */
export const maxPacketMs = 200;

interface CodecFacts {
  clockRateHz: number;
  sampleRateHz: number;
  /** Durations that one packet may have, ms. */
  packetsMs: readonly number[];
}

const tensMs = [10, 20, 30, 40, 50, 60] as const;

export const codecFacts: Readonly<Record<PhoneCodec, CodecFacts>> = {
  PCMU: { clockRateHz: 8000, sampleRateHz: 8000, packetsMs: tensMs },
  PCMA: { clockRateHz: 8000, sampleRateHz: 8000, packetsMs: tensMs },
  // RFC 3551 §4.5.2: the clock was first published as 8000 by mistake, and stays so.
  G722: { clockRateHz: 8000, sampleRateHz: 16_000, packetsMs: tensMs },
  // RFC 7587 §4.1: always 48000, whatever the sound. RFC 6716 §2.1.4: a frame is 10, 20, 40 or 60 ms.
  opus: { clockRateHz: 48_000, sampleRateHz: 16_000, packetsMs: [10, 20, 40, 60] },
};

/** The longest packet of this codec that is no longer than wished for, ms. */
export function packetMsOf(codec: PhoneCodec, wishedMs: number): number {
  const { packetsMs } = codecFacts[codec];
  return packetsMs.findLast((ms) => ms <= wishedMs) ?? packetsMs[0] ?? 20;
}
