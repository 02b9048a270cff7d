/**
 * Opus (RFC 6716) by libopus as WebAssembly, which `opusscript` carries: mono speech at 24 kbit/s.
 *
 * The package's own wrapper is not used. It lays its buffers at twice the address that it has reserved, four for each call, in a
 * memory that cannot grow. Here all calls of an instance share one set of buffers, rightly reserved (a codec runs to its end before
 * the next begins), and a further instance is made when one is full.
 *
 * Samples are handed over as octets, little-endian, each in 16 bits of its own: so the package's binding wants it.
 */
import { createRequire } from 'node:module';
import { AudioError } from '../base/errors.ts';
import { codecFacts, type AudioCodec } from './codec.ts';

interface OpusHandler {
  /** Answers the payload's length, or a negative error of libopus. */
  _encode(pcm: number, pcmBytes: number, payload: number, frameSamples: number): number;
  /** Answers the number of samples, or a negative error. */
  _decode(payload: number, payloadBytes: number, pcm: number): number;
  _encoder_ctl(request: number, value: number): number;
}

interface OpusModule {
  HEAPU8: Uint8Array;
  HEAPU16: Uint16Array;
  _malloc(sizeBytes: number): number;
  OpusScriptHandler: {
    new (sampleRateHz: number, channels: number, application: number): OpusHandler;
    destroy_handler(handler: OpusHandler): void;
  };
}

/** An instance has 16 MB; a codec takes 85 kB of it. */
const codecsPerInstance = 120;
/** libopus never writes more: 120 ms in 48 kHz, two octets a sample, two bytes an octet. */
const pcmBytes = 5760 * 2 * 2;
/** The longest payload, 3 frames of 1275 octets and their lengths; longer ones in RTP are not of a sane encoder. */
const maxPayloadBytes = 3828;
const sampleRateHz = 16_000;

/** Of `opus_defines.h`. */
const application = { voip: 2048 } as const;
const requests = {
  bitrate: 4002,
  complexity: 4010,
  inbandFec: 4012,
  packetLossPercent: 4014,
  signal: 4024,
} as const;
const voiceSignal = 3001;
const usualBitrateBps = 24_000;
/** Below, libopus has no speech worth the name (RFC 7587 §6.1). */
const leastBitrateBps = 6000;
/** 0–10. 5 takes 0.3 ms a frame, 9 twice that, which speech at 16 kHz does not show. */
const complexity = 5;
/** What the encoder is told to expect, so that it spends bits on repeating the frame before (RFC 6716 §2.1.7). */
const expectedLossPercent = 5;

const instances = new Set<OpusInstance>();

/** Compiles the WebAssembly, 4 ms. */
function makeModule(): OpusModule {
  const load = createRequire(import.meta.url);
  return (load('opusscript/build/opusscript_native_wasm.js') as () => OpusModule)();
}

/** Codecs in use, for tests of leaks. */
export function opusCodecsInUse(): number {
  let count = 0;
  for (const instance of instances) count += instance.codecs;
  return count;
}

class OpusInstance {
  readonly module: OpusModule;
  readonly pcm: number;
  readonly payload: number;
  codecs = 0;

  constructor(module: OpusModule) {
    this.module = module;
    this.pcm = module._malloc(pcmBytes);
    this.payload = module._malloc(maxPayloadBytes);
  }

  static withRoom(): OpusInstance {
    for (const instance of instances) if (instance.codecs < codecsPerInstance) return instance;
    const made = new OpusInstance(makeModule());
    instances.add(made);
    return made;
  }
}

export class OpusCodec implements AudioCodec {
  readonly name = 'opus';
  readonly clockRateHz = codecFacts.opus.clockRateHz;
  readonly #instance: OpusInstance;
  #handler: OpusHandler | null;

  /** @param bitrateBps what the peer takes at most; null: any */
  constructor(bitrateBps: number | null) {
    this.#instance = OpusInstance.withRoom();
    const handler = new this.#instance.module.OpusScriptHandler(sampleRateHz, 1, application.voip);
    const bitrate = Math.min(usualBitrateBps, Math.max(leastBitrateBps, bitrateBps ?? usualBitrateBps));
    handler._encoder_ctl(requests.bitrate, bitrate);
    handler._encoder_ctl(requests.complexity, complexity);
    handler._encoder_ctl(requests.signal, voiceSignal);
    handler._encoder_ctl(requests.inbandFec, 1);
    handler._encoder_ctl(requests.packetLossPercent, expectedLossPercent);
    this.#handler = handler;
    this.#instance.codecs += 1;
  }

  encode(samples: Int16Array): Uint8Array<ArrayBuffer> {
    const { module, pcm, payload } = this.#instance;
    const octets = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    module.HEAPU16.set(octets, pcm >> 1);
    const length = this.#handler?._encode(pcm, octets.length, payload, samples.length) ?? 0;
    if (length < 0) {
      throw new AudioError('internal', `Opus cannot encode ${samples.length} samples (error ${length}).`);
    }
    return new Uint8Array(module.HEAPU8.subarray(payload, payload + length));
  }

  decode(encoded: Uint8Array): Int16Array<ArrayBuffer> | null {
    // Without a payload the binding conceals 360 ms, whatever was lost.
    if (!this.#handler || encoded.length === 0 || encoded.length > maxPayloadBytes) return null;
    const { module, pcm, payload } = this.#instance;
    module.HEAPU8.set(encoded, payload);
    const count = this.#handler._decode(payload, encoded.length, pcm);
    if (count <= 0) return null;
    const samples = new Int16Array(count);
    new Uint8Array(samples.buffer).set(module.HEAPU16.subarray(pcm >> 1, (pcm >> 1) + count * 2));
    return samples;
  }

  /** Its memory is free for another call; an instance without any goes, except the last. */
  dispose(): void {
    if (!this.#handler) return;
    this.#instance.module.OpusScriptHandler.destroy_handler(this.#handler);
    this.#handler = null;
    this.#instance.codecs -= 1;
    if (this.#instance.codecs === 0 && instances.size > 1) instances.delete(this.#instance);
  }
}
