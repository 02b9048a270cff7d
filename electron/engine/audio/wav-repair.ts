/** Recovery of a recording whose writer was killed. */
import { open } from 'node:fs/promises';
import { AudioError } from '../base/errors.ts';
import { MAX_WAV_DATA_BYTES, WAV_HEADER_BYTES, wavHeader } from './wav-format.ts';

export interface RepairedWav {
  /** Bytes of samples in the file now. */
  dataBytes: number;
  durationMs: number;
  /** False when the header was right already. */
  repaired: boolean;
}

/**
 * Makes the header of a recording (as `WavWriter` writes it: 44 bytes, samples last) tell what the file holds: sizes from the
 * file's length, a last partial block cut off. Harmless on a whole file. Throws AudioError naming the path when the file
 * cannot be opened or has no such header.
 */
export async function repairWavHeader(path: string): Promise<RepairedWav> {
  const file = await open(path, 'r+').catch((cause: unknown) => {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    throw new AudioError('audio-file', `The recording ${path} cannot be opened${reason}.`, { cause });
  });
  try {
    const header = new Uint8Array(WAV_HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, WAV_HEADER_BYTES, 0);
    const view = new DataView(header.buffer);
    const shape = { sampleRateHz: view.getUint32(24, true), channels: view.getUint16(22, true) };
    const stored = view.getUint32(40, true);
    const expected = wavHeader(shape, stored);
    // Everything but the sizes must be as we write it.
    const ours = header.every((byte, at) => byte === expected[at] || (at >= 4 && at < 8));
    if (bytesRead < WAV_HEADER_BYTES || !ours || shape.channels === 0 || shape.sampleRateHz === 0) {
      throw new AudioError(
        'audio-invalid',
        `The recording ${path} does not begin with the header of a recording.`,
      );
    }
    const blockBytes = 2 * shape.channels;
    const { size } = await file.stat();
    const held = Math.min(size - WAV_HEADER_BYTES, MAX_WAV_DATA_BYTES);
    const dataBytes = held - (held % blockBytes);
    const repaired = stored !== dataBytes || size !== WAV_HEADER_BYTES + dataBytes;
    if (repaired) {
      await file.truncate(WAV_HEADER_BYTES + dataBytes);
      await file.write(wavHeader(shape, dataBytes), 0, WAV_HEADER_BYTES, 0);
      await file.sync();
    }
    return { dataBytes, durationMs: (dataBytes / blockBytes / shape.sampleRateHz) * 1000, repaired };
  } finally {
    await file.close();
  }
}
