/** Looks at a recording with nothing of ours: RIFF bytes and levels. */
import { readFile } from 'node:fs/promises';

export interface StereoRecording {
  sampleRateHz: number;
  left: Int16Array;
  right: Int16Array;
}

/** A canonical 16-bit stereo WAV file. */
export async function readStereo(path: string): Promise<StereoRecording> {
  const bytes = await readFile(path);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.readUInt16LE(22) !== 2) {
    throw new Error(`${path} is not a stereo WAV file`);
  }
  const blocks = Math.floor(Math.min(bytes.readUInt32LE(40), bytes.length - 44) / 4);
  const left = new Int16Array(blocks);
  const right = new Int16Array(blocks);
  for (let index = 0; index < blocks; index++) {
    left[index] = bytes.readInt16LE(44 + 4 * index);
    right[index] = bytes.readInt16LE(46 + 4 * index);
  }
  return { sampleRateHz: bytes.readUInt32LE(24), left, right };
}

/** Root mean square relative to full scale, dB. */
export function levelDb(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / samples.length / 32_768 ** 2 + 1e-12);
}

/** Share of 20 ms frames louder than −45 dB. */
export function activeShare(samples: Int16Array): number {
  let active = 0;
  let frames = 0;
  for (let at = 0; at + 320 <= samples.length; at += 320) {
    frames += 1;
    if (levelDb(samples.subarray(at, at + 320)) > -45) active += 1;
  }
  return frames === 0 ? 0 : active / frames;
}
