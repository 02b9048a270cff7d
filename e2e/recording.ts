/** Looks at a recording with nothing of ours: RIFF bytes. */
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
