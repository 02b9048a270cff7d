import { largestRecordingBytes, type Recording } from '#shared/domain/sound.ts';
import { bridge } from '../../bridge/index.ts';
import { asWav, base64Of } from './wav-file.ts';

/** Adds a file, or what a microphone gave. Rejects with the reason when it cannot be a recording. */
export async function addRecording(file: Blob, fileName: string): Promise<Recording> {
  // A file that is far too large is not even read.
  if (file.size > 10 * largestRecordingBytes) throw tooLarge(file.size);
  const bytes = await asWav(file);
  if (bytes.length > largestRecordingBytes) throw tooLarge(bytes.length);
  return bridge.call('recordings.add', { file_name: fileName.slice(0, 255), data: base64Of(bytes) });
}

function tooLarge(sizeBytes: number): Error {
  return new Error(
    `It has ${(sizeBytes / 1_000_000).toFixed(1)} MB as WAV; up to ${largestRecordingBytes / 1_000_000} can be added. Save it with one channel or a lower sample rate.`,
  );
}
