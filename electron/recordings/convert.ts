import { Worker } from 'node:worker_threads';
import { AudioError } from '#engine/base/errors.ts';
import { siblingUrl } from '#engine/base/sibling.ts';
import type { Converted } from './convert-worker.ts';

/** A WAV file as a recording's samples, made in a thread of its own. Rejects with an AudioError that says what is wrong. */
export async function convertRecording(bytes: Uint8Array): Promise<Int16Array> {
  const worker = new Worker(siblingUrl(import.meta.url, 'convert-worker'), {
    workerData: bytes,
    execArgv: [],
  });
  try {
    const converted = await new Promise<Converted>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(new AudioError('audio-invalid', 'The recording could not be converted. Try a smaller file.'));
      });
    });
    if ('samples' in converted) return converted.samples;
    throw new AudioError(converted.code, converted.message);
  } finally {
    await worker.terminate();
  }
}
