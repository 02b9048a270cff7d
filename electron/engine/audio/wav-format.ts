/** The RIFF/WAVE header that Parley writes: 44 bytes, PCM int16 little-endian, the data chunk last. */

export const WAV_HEADER_BYTES = 44;
/** Sizes are 32 bits wide; beyond this the RIFF size would wrap (18 hours of stereo at 16 kHz). */
export const MAX_WAV_DATA_BYTES = 0xffff_ffff - (WAV_HEADER_BYTES - 8);
export const WAV_FORMAT_PCM = 1;

export interface WavShape {
  sampleRateHz: number;
  channels: number;
}

/**
 * ```
 *  0 "RIFF"  4 file size − 8   8 "WAVE"
 * 12 "fmt " 16 16             20 format 1   22 channels
 * 24 rate   28 bytes a second 32 block      34 bits 16
 * 36 "data" 40 data size      44 samples, channel after channel
 * ```
 */
export function wavHeader(shape: WavShape, dataBytes: number): Uint8Array {
  const header = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(header.buffer);
  const blockBytes = shape.channels * 2;
  writeTag(header, 0, 'RIFF');
  view.setUint32(4, dataBytes + WAV_HEADER_BYTES - 8, true);
  writeTag(header, 8, 'WAVE');
  writeTag(header, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, WAV_FORMAT_PCM, true);
  view.setUint16(22, shape.channels, true);
  view.setUint32(24, shape.sampleRateHz, true);
  view.setUint32(28, shape.sampleRateHz * blockBytes, true);
  view.setUint16(32, blockBytes, true);
  view.setUint16(34, 16, true);
  writeTag(header, 36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}

/** A whole WAV file of interleaved int16 samples. */
export function wavBytes(interleaved: Int16Array, shape: WavShape): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(WAV_HEADER_BYTES + interleaved.byteLength);
  file.set(wavHeader(shape, interleaved.byteLength));
  file.set(
    new Uint8Array(interleaved.buffer, interleaved.byteOffset, interleaved.byteLength),
    WAV_HEADER_BYTES,
  );
  return file;
}

function writeTag(bytes: Uint8Array, offset: number, tag: string): void {
  for (let i = 0; i < tag.length; i += 1) bytes[offset + i] = tag.charCodeAt(i);
}
