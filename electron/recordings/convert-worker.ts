/** Converts one file that is added: up to half a second of work, which the beat of a call does not have. */
import { parentPort, workerData } from 'node:worker_threads';
import { toStudioError, type ErrorCode } from '#engine/base/errors.ts';
import { recordedSamples } from './level-speech.ts';

export type Converted = { samples: Int16Array } | { code: ErrorCode; message: string };

function convert(): Converted {
  try {
    return { samples: recordedSamples(workerData as Uint8Array) };
  } catch (thrown) {
    const { code, message } = toStudioError(thrown);
    return { code, message };
  }
}

parentPort?.postMessage(convert());
