/** The caller's recordings: WAV files of any rate and channel count, as the engine's samples. */
import { monoAt16k, readWav, readWavLayout } from '#engine/audio/wav-reader.ts';
import { AudioError } from '#engine/base/errors.ts';
import { readInputFile } from './input-file.ts';

/** More than the longest call (20 minutes) at 48 kHz, stereo, 32 bits. */
const MAX_FILE_BYTES = 500_000_000;
/** Three times the longest call; at low rates a small file lasts for days. */
const MAX_SECONDS = 3600;

/** Mono int16 at 16 kHz. Throws AudioError `audio-invalid` that names the file. */
export async function readRecording(path: string): Promise<Int16Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readInputFile(path, MAX_FILE_BYTES);
  } catch (error) {
    throw unusable(`The recording ${path} ${reasonOf(error)}.`, error);
  }
  try {
    const { dataBytes, blockBytes, sampleRateHz } = readWavLayout(bytes);
    const seconds = dataBytes / blockBytes / sampleRateHz;
    if (seconds > MAX_SECONDS)
      throw new AudioError(
        'audio-invalid',
        `It lasts ${String(Math.round(seconds / 60))} minutes; up to 60 are read.`,
      );
    return monoAt16k(readWav(bytes));
  } catch (error) {
    throw unusable(`The recording ${path} cannot be used: ${reasonOf(error)}`, error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unusable(message: string, cause: unknown): AudioError {
  return new AudioError('audio-invalid', message, { cause });
}
