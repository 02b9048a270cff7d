import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioError } from '../base/errors.ts';
import { muLawEncode, aLawEncode } from './g711.ts';
import { encodeSamples, formatChunk, riff, type WavChunk } from './testing/wav-files.ts';
import { wavBytes } from './wav-format.ts';
import { monoAt16k, readWav } from './wav-reader.ts';

const LEFT = [0, 0.5, -0.5, 0.25];
const RIGHT = [-1, 0, 0.125, -0.25];
const INTERLEAVED = LEFT.flatMap((left, index) => [left, RIGHT[index] ?? 0]);
const STEREO_8K = { channels: 2, sampleRateHz: 8000 };
const PCM16 = formatChunk({ codec: 1, bits: 16, ...STEREO_8K });

function pcm16Data(claimedSize?: number): WavChunk {
  const body = encodeSamples(INTERLEAVED, 1, 16);
  return claimedSize === undefined ? { id: 'data', body } : { id: 'data', body, claimedSize };
}

const EXPECTED = {
  sampleRateHz: 8000,
  channels: [Float32Array.from(LEFT), Float32Array.from(RIGHT)],
  durationMs: 0.5,
};

function messageOf(bytes: Uint8Array): string {
  try {
    readWav(bytes);
  } catch (error) {
    if (error instanceof AudioError) return error.message;
    throw error;
  }
  return 'no error';
}

/** The format of stereo int16 at 8 kHz, with another codec and width written over it. */
function lyingFormat(codec: number, bits: number): WavChunk {
  const format = formatChunk({ codec: 1, bits: 16, ...STEREO_8K });
  const view = new DataView(format.body.buffer);
  view.setUint16(0, codec, true);
  view.setUint16(14, bits, true);
  return format;
}

describe('readWav', () => {
  it.each([
    [1, 8],
    [1, 16],
    [1, 24],
    [1, 32],
    [3, 32],
    [3, 64],
  ])('reads codec %i with %i bits, plain and extensible', (codec, bits) => {
    for (const extensible of [false, true]) {
      const format = formatChunk({ codec, bits, extensible, ...STEREO_8K });
      const file = riff([format, { id: 'data', body: encodeSamples(INTERLEAVED, codec, bits) }]);
      expect(readWav(file)).toEqual(EXPECTED);
    }
  });

  it('reads µ-law and A-law', () => {
    const samples = Int16Array.of(0, 1000, -1000, 30_000);
    const decoded = [
      { codec: 7, body: muLawEncode(samples) },
      { codec: 6, body: aLawEncode(samples) },
    ].map(({ codec, body }) => {
      const format = formatChunk({ codec, bits: 8, channels: 1, sampleRateHz: 8000 });
      return Array.from(
        readWav(riff([format, { id: 'data', body }])).channels[0] ?? [],
        (value) => value * 32_768,
      );
    });
    expect(decoded).toEqual([
      [0, 988, -988, 30_076],
      [8, 1008, -1008, 30_208],
    ]);
  });

  it('skips other chunks, odd ones with their padding', () => {
    const list = { id: 'LIST', body: new Uint8Array(13).fill(0x61) };
    expect(readWav(riff([list, PCM16, list, pcm16Data(), list]))).toEqual(EXPECTED);
  });

  it.each([0, 0xffff_ffff, 5000])('reads to the end of a file whose data size says %i', (claimedSize) => {
    expect(readWav(riff([PCM16, pcm16Data(claimedSize)]))).toEqual(EXPECTED);
  });

  it('reads the whole blocks of a truncated file', () => {
    const file = riff([PCM16, pcm16Data()]);
    expect(readWav(file.subarray(0, file.length - 3))).toEqual({
      sampleRateHz: 8000,
      channels: EXPECTED.channels.map((channel) => channel.subarray(0, 3)),
      durationMs: 0.375,
    });
  });

  it('reads from any place in a larger buffer', () => {
    const file = riff([PCM16, pcm16Data()]);
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect(readWav(larger.subarray(3))).toEqual(EXPECTED);
  });

  it('takes a block size of 0 for not stated', () => {
    const format = formatChunk({ codec: 1, bits: 16, ...STEREO_8K });
    new DataView(format.body.buffer).setUint16(12, 0, true);
    expect(readWav(riff([format, pcm16Data()]))).toEqual(EXPECTED);
  });

  it('hears what is not a number as silence', () => {
    const body = encodeSamples([Number.NaN, Infinity, 0.5], 3, 32);
    const file = riff([
      formatChunk({ codec: 3, bits: 32, channels: 1, sampleRateHz: 8000 }),
      { id: 'data', body },
    ]);
    expect(readWav(file).channels).toEqual([Float32Array.of(0, 0, 0.5)]);
  });

  it('says what is wrong with a file that it cannot read', () => {
    const format = { codec: 1, bits: 16, ...STEREO_8K };
    expect({
      empty: messageOf(new Uint8Array(0)),
      text: messageOf(new TextEncoder().encode('Hello, this is not sound at all.')),
      noFormat: messageOf(riff([pcm16Data()])),
      nothing: messageOf(riff([])),
      noData: messageOf(riff([PCM16])),
      noSound: messageOf(riff([PCM16, { id: 'data', body: new Uint8Array(0) }])),
      shortFormat: messageOf(riff([{ id: 'fmt ', body: new Uint8Array(8) }, pcm16Data()])),
      codec: messageOf(riff([formatChunk({ ...format, codec: 85 }), pcm16Data()])),
      bits: messageOf(riff([formatChunk({ ...format, bits: 12 }), pcm16Data()])),
      noChannel: messageOf(riff([formatChunk({ ...format, channels: 0 }), pcm16Data()])),
      manyChannels: messageOf(riff([formatChunk({ ...format, channels: 65_535 }), pcm16Data()])),
      contradiction: messageOf(riff([lyingFormat(1, 24), pcm16Data()])),
      rate: messageOf(riff([formatChunk({ ...format, sampleRateHz: 0 }), pcm16Data()])),
    }).toEqual({
      empty: 'The file is empty.',
      text: 'This is not a WAV file: it does not begin with RIFF … WAVE.',
      noFormat: 'The WAV file has no fmt chunk before its data.',
      nothing: 'The WAV file has no fmt chunk.',
      noData: 'The WAV file has no data chunk.',
      noSound: 'The WAV file holds no sound: its data chunk is empty.',
      shortFormat: "The WAV file's fmt chunk is cut short: 8 bytes, at least 16 are needed.",
      codec:
        'The WAV file is compressed with codec 85, which cannot be read. Convert it to PCM, for example with "sox in.wav -e signed -b 16 out.wav".',
      bits: 'The WAV file says PCM of 12 bits, which cannot be read.',
      noChannel: 'The WAV file says that it has zero channels.',
      manyChannels: 'The WAV file says that it has 65535 channels; up to 64 can be read.',
      contradiction: 'The WAV file contradicts itself: 2 × 24 bits are 6 bytes, but it says 4.',
      rate: "The WAV file's sample rate is 0 Hz; 1,000 to 384,000 Hz can be read.",
    });
  });

  it('meets any bytes with samples or an AudioError, and never more samples than bytes', () => {
    const valid = riff([PCM16, { id: 'LIST', body: new Uint8Array(7) }, pcm16Data()]);
    const mutated = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const file = valid.slice();
        for (const [at, value] of changes) file[at] = value;
        return file;
      });
    const cut = fc.nat(valid.length).map((length) => valid.slice(0, length));
    const random = fc.uint8Array({ maxLength: 200 });
    const withMagic = random.map((bytes) => Uint8Array.of(...valid.subarray(0, 12), ...bytes));
    fc.assert(
      fc.property(fc.oneof(mutated, cut, random, withMagic), (bytes) => {
        let sampleCount = 0;
        try {
          const audio = readWav(bytes);
          sampleCount = audio.channels.reduce((sum, channel) => sum + channel.length, 0);
          expect(audio.channels.every((channel) => channel.every(Number.isFinite))).toBe(true);
        } catch (error) {
          if (!(error instanceof AudioError)) throw error;
        }
        expect(sampleCount).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('monoAt16k', () => {
  it('gives a mono int16 file at 16 kHz back bit for bit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1 }), (values) => {
        const samples = Int16Array.from(values);
        expect(monoAt16k(readWav(wavBytes(samples, { sampleRateHz: 16_000, channels: 1 })))).toEqual(samples);
      }),
    );
  });

  it('mixes all channels at equal weight and converts the rate', () => {
    const shape = { sampleRateHz: 48_000, channels: 3 };
    const interleaved = Int16Array.from({ length: 4800 * 3 }, (_, at) => [3000, 6000, 0][at % 3] ?? 0);
    const mono = monoAt16k(readWav(wavBytes(interleaved, shape)));
    expect([mono.length, new Set(mono.subarray(100, 1500))]).toEqual([1600, new Set([3000])]);
  });

  it('saturates float samples beyond full scale', () => {
    const audio = { sampleRateHz: 16_000, channels: [Float32Array.of(2, -2, 0.5)], durationMs: 0.1875 };
    expect(monoAt16k(audio)).toEqual(Int16Array.of(32_767, -32_768, 16_384));
  });
});
