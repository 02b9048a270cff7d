/** The caller's recordings: WAV files of any rate and channel count, as the engine's samples. */
import { monoAt16k, readWav, readWavLayout } from '#engine/audio/wav-reader.ts';
import { AudioError } from '#engine/base/errors.ts';
import { readInputFile } from './input-file.ts';

/** More than the longest call (20 minutes) at 48 kHz, stereo, 32 bits. */
const MAX_FILE_BYTES = 500_000_000;
/** Three times the longest call; at low rates a small file lasts for days. */
const MAX_SECONDS = 3600;

/** Mono int16 at 16 kHz. Throws AudioError that names the file: `audio-file` when it cannot be read, else `audio-invalid`. */
export async function readRecording(path: string): Promise<Int16Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readInputFile(path, MAX_FILE_BYTES);
  } catch (error) {
    throw new AudioError('audio-file', `The recording ${path} ${reasonOf(error)}.`, { cause: error });
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
    throw new AudioError('audio-invalid', `The recording ${path} cannot be used: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
