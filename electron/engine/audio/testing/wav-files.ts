/** Builds WAV files of every kind that the reader knows, for tests. */

export interface WavChunk {
  id: string;
  body: Uint8Array;
  /** What the header claims, when it is not the truth. */
  claimedSize?: number;
}

/** A RIFF/WAVE file of these chunks, odd ones padded. */
export function riff(chunks: WavChunk[]): Uint8Array {
  const parts = chunks.map(({ id, body, claimedSize }) => {
    const part = new Uint8Array(8 + body.length + (body.length % 2));
    part.set(ascii(id));
    new DataView(part.buffer).setUint32(4, claimedSize ?? body.length, true);
    part.set(body, 8);
    return part;
  });
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  const file = new Uint8Array(8 + length);
  file.set(ascii('RIFF'));
  new DataView(file.buffer).setUint32(4, length, true);
  file.set(ascii('WAVE'), 8);
  let at = 12;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

export interface FormatFields {
  codec: number;
  channels: number;
  sampleRateHz: number;
  bits: number;
  /** Wraps the codec in WAVE_FORMAT_EXTENSIBLE. */
  extensible?: boolean;
}

export function formatChunk({
  codec,
  channels,
  sampleRateHz,
  bits,
  extensible = false,
}: FormatFields): WavChunk {
  const body = new Uint8Array(extensible ? 40 : 16);
  const view = new DataView(body.buffer);
  const blockBytes = (channels * bits) / 8;
  view.setUint16(0, extensible ? 0xfffe : codec, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, sampleRateHz, true);
  view.setUint32(8, sampleRateHz * blockBytes, true);
  view.setUint16(12, blockBytes, true);
  view.setUint16(14, bits, true);
  if (extensible) {
    view.setUint16(16, 22, true);
    view.setUint16(18, bits, true);
    view.setUint16(24, codec, true);
    body.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 26);
  }
  return { id: 'fmt ', body };
}

/** Samples in −1…1 as the bytes of a codec and width. */
export function encodeSamples(samples: number[], codec: number, bits: number): Uint8Array {
  const bytes = new Uint8Array((samples.length * bits) / 8);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, index) => {
    const at = (index * bits) / 8;
    if (codec === 3 && bits === 32) view.setFloat32(at, sample, true);
    else if (codec === 3) view.setFloat64(at, sample, true);
    else if (bits === 8) view.setUint8(at, Math.round(sample * 128) + 128);
    else if (bits === 16) view.setInt16(at, Math.round(sample * 32_768), true);
    else if (bits === 24) {
      const value = Math.round(sample * 8_388_608);
      view.setUint16(at, value & 0xffff, true);
      view.setInt8(at + 2, value >> 16);
    } else view.setInt32(at, Math.round(sample * 2_147_483_648), true);
  });
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
