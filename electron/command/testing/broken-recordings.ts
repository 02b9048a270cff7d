/** WAV files that are broken in one known way each, and odd ones that can be played: the two sides of the border. */
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  encodeSamples,
  formatChunk,
  riff,
  type FormatFields,
  type WavChunk,
} from '#engine/audio/testing/wav-files.ts';
import { oneOf, type Draw } from './draw.ts';

export interface BrokenRecording {
  /** What stands at the path: bytes, or whatever `place` puts there. */
  bytes: Uint8Array | ((path: string) => Promise<string>);
  says: RegExp;
}

const telephone: FormatFields = { codec: 1, bits: 16, channels: 1, sampleRateHz: 8000 };
/** A tenth of a second, too quiet to be taken for speech. */
const quiet = Array.from({ length: 800 }, (_, at) => (at % 2) / 1000);

function data(codec = 1, bits = 16, claimedSize?: number): WavChunk {
  const body = encodeSamples(quiet, codec, bits);
  return claimedSize === undefined ? { id: 'data', body } : { id: 'data', body, claimedSize };
}

function withFormat(fields: Partial<FormatFields>, chunk = data()): Uint8Array {
  return riff([formatChunk({ ...telephone, ...fields }), chunk]);
}

/** The canonical file with one field of its format changed after the fact, so that the others contradict it. */
function lying(offset: number, value: number): Uint8Array {
  const format = formatChunk(telephone);
  new DataView(format.body.buffer).setUint16(offset, value, true);
  return riff([format, data()]);
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

export const brokenRecordings: Record<string, (draw: Draw) => BrokenRecording> = {
  'an empty file': () => ({ bytes: new Uint8Array(0), says: /is empty/ }),
  'a text': (draw) => ({
    bytes: ascii(
      oneOf(draw, ['Hello, this is no sound.', '{"nodes": []}', 'RIFF', 'RIFF but text, WAVE or not']),
    ),
    says: /not a WAV file/,
  }),
  'noise from the first byte': (draw) => ({
    bytes: Uint8Array.of(0, ...draw(fc.uint8Array, { maxLength: 2000 })),
    says: /not a WAV file/,
  }),
  'another kind of sound file': (draw) => ({
    bytes: ascii(
      oneOf(draw, ['RIFX', 'RF64', 'FORM', 'OggS', 'fLaC', 'ID3\u0004']) +
        '\u0010\0\0\0WAVEfmt '.padEnd(200, '\0'),
    ),
    says: /not a WAV file/,
  }),
  'another kind of RIFF file': (draw) => {
    const bytes = withFormat({});
    bytes.set(ascii(oneOf(draw, ['AVI ', 'WEBP', 'wave'])), 8);
    return { bytes, says: /not a WAV file/ };
  },
  'a header cut short': (draw) => ({
    bytes: withFormat({}).slice(0, draw(fc.integer, { min: 1, max: 43 })),
    says: /not a WAV file|no fmt chunk|fmt chunk is cut short|no data chunk/,
  }),
  'no format': (draw) => ({ bytes: riff(oneOf(draw, [[], [data()]])), says: /no fmt chunk/ }),
  'no data': () => ({ bytes: riff([formatChunk(telephone)]), says: /no data chunk/ }),
  'the data before its format': () => ({
    bytes: riff([data(), formatChunk(telephone)]),
    says: /no fmt chunk before its data/,
  }),
  'a format of too few bytes': (draw) => ({
    bytes: riff([{ id: 'fmt ', body: new Uint8Array(draw(fc.nat, 15)) }, data()]),
    says: /fmt chunk is cut short/,
  }),
  'a chunk that claims to reach beyond the end': (draw) => ({
    bytes: riff([
      { id: 'LIST', body: ascii('INFO'), claimedSize: oneOf(draw, [100_000, 0x7fff_ffff, 0xffff_fff0]) },
      formatChunk(telephone),
      data(),
    ]),
    says: /no fmt chunk/,
  }),
  'no channel': () => ({ bytes: withFormat({ channels: 0 }), says: /zero channels/ }),
  'channels beyond all reason': (draw) => ({
    bytes: withFormat({ channels: oneOf(draw, [65, 1000, 65_535]) }),
    says: /channels; up to 64/,
  }),
  'a rate that is none': (draw) => ({
    bytes: withFormat({ sampleRateHz: oneOf(draw, [0, 1, 999, 384_001, 0xffff_ffff]) }),
    says: /sample rate is \d+ Hz/,
  }),
  'a width that the codec does not have': (draw) => ({
    bytes: oneOf(draw, [
      ...[0, 1, 12, 20, 48, 64].map((bits) => withFormat({ bits })),
      ...[8, 16, 24, 80].map((bits) => withFormat({ codec: 3, bits })),
      ...[6, 7].map((codec) => withFormat({ codec, bits: 16 })),
    ]),
    says: /of \d+ bits, which cannot be read/,
  }),
  'a codec that compresses': (draw) => ({
    bytes: withFormat({ codec: oneOf(draw, [0, 2, 17, 49, 80, 85, 0x161, 0xffff]) }),
    says: /compressed with codec \d+/,
  }),
  'an extension that is missing': () => ({ bytes: withFormat({ codec: 0xfffe }), says: /no sub-format/ }),
  'a width that is a lie': (draw) => ({
    bytes: lying(14, oneOf(draw, [8, 24, 32])),
    says: /contradicts itself/,
  }),
  'a number of channels that is a lie': (draw) => ({
    bytes: lying(2, oneOf(draw, [2, 3, 64])),
    says: /contradicts itself/,
  }),
  'a block that is a lie': (draw) => ({
    bytes: lying(12, oneOf(draw, [1, 3, 4, 65_535])),
    says: /contradicts itself/,
  }),
  'no sound at all': (draw) => ({
    bytes: withFormat(
      {},
      { id: 'data', body: new Uint8Array(0), claimedSize: oneOf(draw, [0, 2, 5000, 0xffff_ffff]) },
    ),
    says: /holds no sound/,
  }),
  'less than one sample': (draw) => ({
    bytes: riff([
      formatChunk({ ...telephone, channels: 2, bits: 24 }),
      { id: 'data', body: new Uint8Array(draw(fc.integer, { min: 1, max: 5 })) },
    ]),
    says: /holds no sound/,
  }),
  'days of sound': () => ({
    bytes: riff([
      formatChunk({ codec: 7, bits: 8, channels: 1, sampleRateHz: 1000 }),
      { id: 'data', body: new Uint8Array(3_601_000) },
    ]),
    says: /lasts 60 minutes/,
  }),
  'more than is read': () => ({
    bytes: async (path) => {
      await writeFile(path, withFormat({}));
      // A hole, which takes no room on the disk.
      await truncate(path, 3_000_000_000);
      return path;
    },
    says: /larger than 500 MB/,
  }),
  'a folder': () => ({
    bytes: async (path) => {
      await mkdir(path);
      return path;
    },
    says: /is a folder/,
  }),
  nothing: () => ({ bytes: (path) => Promise.resolve(path), says: /does not exist/ }),
  'a path through a file': () => ({
    bytes: async (path) => {
      await writeFile(path, 'a file');
      return join(path, 'caller.wav');
    },
    says: /does not exist/,
  }),
  'a link to itself': () => ({
    bytes: async (path) => {
      await symlink(path, path);
      return path;
    },
    says: /leads back to itself/,
  }),
  'a device without an end': () => ({ bytes: () => Promise.resolve('/dev/zero'), says: /is a device/ }),
};

function floats(...values: number[]): Uint8Array {
  const chunk = { id: 'data', body: encodeSamples(values, 3, 32) };
  return riff([formatChunk({ ...telephone, codec: 3, bits: 32 }), chunk]);
}

/** Files that look odd, or are damaged where it does no harm; each is heard as far as it goes. */
export const oddRecordings: Record<string, Uint8Array> = {
  ...Object.fromEntries(
    [0, 7, 1_000_000, 0xffff_ffff].map((size) => {
      const file = withFormat({});
      new DataView(file.buffer).setUint32(4, size, true);
      return [`a RIFF size of ${String(size)}`, file];
    }),
  ),
  ...Object.fromEntries(
    [0, 801, 5_000_000, 0xffff_ffff].map((size) => [
      `a data size of ${String(size)}`,
      riff([formatChunk(telephone), data(1, 16, size)]),
    ]),
  ),
  'cut in the middle of a sample': withFormat({}).slice(0, 501),
  'one sample': riff([formatChunk(telephone), { id: 'data', body: new Uint8Array(2) }]),
  'a block size of 0': lying(12, 0),
  'a byte rate that is a lie': lying(8, 1),
  'chunks that nobody asked for': riff([
    { id: 'LIST', body: new Uint8Array(13) },
    formatChunk(telephone),
    { id: 'fact', body: new Uint8Array(4) },
    data(),
    { id: 'id3 ', body: new Uint8Array(3) },
  ]),
  'floats that are no numbers': floats(Number.NaN, -Number.NaN, Infinity, -Infinity, 0),
  'floats far out of bounds': floats(0, 1e30, 0, -1e30, 5e-324),
  'extensible, 24 bits': withFormat({ bits: 24, extensible: true }, data(1, 24)),
  float64: withFormat({ codec: 3, bits: 64 }, data(3, 64)),
  'A-law': withFormat({ codec: 6, bits: 8 }, { id: 'data', body: new Uint8Array(800).fill(0xd5) }),
  '64 channels': withFormat({ channels: 64 }),
  '1 kHz': withFormat({ sampleRateHz: 1000 }),
  '384 kHz': withFormat({ sampleRateHz: 384_000 }),
  'a rate that shares nothing with 16 kHz': withFormat({ sampleRateHz: 383_999 }),
};
