/** Looks at a recording with nothing of ours: RIFF bytes, levels, and an independent recogniser. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

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

/** What Debian's pocketsphinx hears; null where it is not installed. Mono int16 at 16 kHz. */
export async function hear(samples: Int16Array, rawPath: string): Promise<string | null> {
  await writeFile(rawPath, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  try {
    const { stdout } = await execute('pocketsphinx_continuous', [
      '-infile',
      rawPath,
      '-logfn',
      '/dev/null',
      '-hmm',
      '/usr/share/pocketsphinx/model/en-us/en-us',
      '-dict',
      '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict',
      '-lm',
      '/usr/share/pocketsphinx/model/en-us/en-us.lm.bin',
    ]);
    return stdout.replaceAll(/\s+/g, ' ').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Word error rate of what was heard against what was said. */
export function wordErrorRate(said: string, heard: string): number {
  const words = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? [];
  const reference = words(said);
  const hypothesis = words(heard);
  let previous = hypothesis.map((_, index) => index + 1);
  previous.unshift(0);
  for (const [row, word] of reference.entries()) {
    const current = [row + 1];
    for (const [column, other] of hypothesis.entries()) {
      current.push(
        Math.min(
          (previous[column] ?? 0) + (word === other ? 0 : 1),
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
        ),
      );
    }
    previous = current;
  }
  return (previous.at(-1) ?? 0) / Math.max(1, reference.length);
}
