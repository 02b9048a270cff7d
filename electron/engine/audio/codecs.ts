/** Makes the codecs of `codec.ts`. */
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import { codecFacts, maxPacketMs, type AudioCodec } from './codec.ts';
import { aLawDecode, aLawEncode, muLawDecode, muLawEncode } from './g711.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { HalfBandDown, HalfBandUp } from './half-band.ts';
import { OpusCodec } from './opus.ts';

export interface CodecOptions {
  /** Of Opus, at most its usual 24 kbit/s; null: that. */
  bitrateBps?: number | null;
}

/** The first Opus codec of the process loads its WebAssembly, 4 ms. Dispose it with the call. */
export function createCodec(name: PhoneCodec, { bitrateBps = null }: CodecOptions = {}): AudioCodec {
  switch (name) {
    case 'PCMU':
      return new NarrowCodec(name, muLawEncode, muLawDecode);
    case 'PCMA':
      return new NarrowCodec(name, aLawEncode, aLawDecode);
    case 'G722':
      return new WideCodec();
    case 'opus':
      return new OpusCodec(bitrateBps);
  }
}

/** G.711 with its 8 kHz made of, and into, the engine's 16. */
class NarrowCodec implements AudioCodec {
  readonly name: 'PCMU' | 'PCMA';
  readonly clockRateHz = codecFacts.PCMU.clockRateHz;
  readonly #compress: (samples: Int16Array) => Uint8Array<ArrayBuffer>;
  readonly #expand: (octets: Uint8Array) => Int16Array;
  readonly #down = new HalfBandDown();
  readonly #up = new HalfBandUp();

  constructor(
    name: 'PCMU' | 'PCMA',
    compress: (samples: Int16Array) => Uint8Array<ArrayBuffer>,
    expand: (octets: Uint8Array) => Int16Array,
  ) {
    this.name = name;
    this.#compress = compress;
    this.#expand = expand;
  }

  encode(samples: Int16Array): Uint8Array<ArrayBuffer> {
    return this.#compress(this.#down.push(samples));
  }

  decode(payload: Uint8Array): Int16Array<ArrayBuffer> | null {
    if (!isOfLength(payload)) return null;
    return this.#up.push(this.#expand(payload));
  }

  dispose(): void {
    // Nothing is held.
  }
}

class WideCodec implements AudioCodec {
  readonly name = 'G722';
  readonly clockRateHz = codecFacts.G722.clockRateHz;
  readonly #encoder = new G722Encoder();
  readonly #decoder = new G722Decoder();

  encode(samples: Int16Array): Uint8Array<ArrayBuffer> {
    return this.#encoder.encode(samples);
  }

  decode(payload: Uint8Array): Int16Array<ArrayBuffer> | null {
    return isOfLength(payload) ? this.#decoder.decode(payload) : null;
  }

  dispose(): void {
    // Nothing is held.
  }
}

/** Of codecs with 8 octets a millisecond. */
function isOfLength(payload: Uint8Array): boolean {
  return payload.length > 0 && payload.length <= maxPacketMs * 8;
}
