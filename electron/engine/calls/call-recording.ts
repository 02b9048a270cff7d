/** The recording of a call's sound, or (the agent's settings say so) that there is none. */
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { WavWriter } from '../audio/wav-writer.ts';
import type { AudioError } from '../base/errors.ts';
import type { RecordingSink } from '../voice/recorder.ts';
import type { RunStore } from './run-store.ts';

export interface CallRecording {
  readonly sink: RecordingSink;
  /** `parley://runs/ID/recording.wav`; null where nothing is recorded. */
  readonly url: string | null;
  /** The disk has failed: told once. */
  onError(listener: (error: AudioError) => void): void;
  /** `empty`: the media never opened, so there is nothing to be kept. */
  close(empty: boolean): Promise<void>;
}

/** Throws AudioError naming the path when it cannot be written. */
export async function openRecording(
  store: RunStore,
  runId: string,
  isRecorded: boolean,
): Promise<CallRecording> {
  if (!isRecorded) return noRecording;
  const path = join(await store.runFolder(runId), 'recording.wav');
  const wav = await WavWriter.open(path, { sampleRateHz: 16_000, channels: 2 });
  return {
    sink: wav,
    url: `parley://runs/${runId}/recording.wav`,
    onError: (listener) => void wav.onError(listener),
    close: async (empty) => {
      await wav.close();
      // A file that cannot be taken away again is one without sound, which hurts nobody.
      if (empty) await unlink(path).catch(() => undefined);
    },
  };
}

const noRecording: CallRecording = {
  sink: { write: () => undefined },
  url: null,
  onError: () => undefined,
  close: () => Promise.resolve(),
};
