/** The recordings as calls play them: descriptions read at the start of a call, sound kept in memory for all calls. */
import { readFile } from 'node:fs/promises';
import { monoAt16k, readWav, readWavLayout } from '#engine/audio/wav-reader.ts';
import { AudioError, toStudioError } from '#engine/base/errors.ts';
import type { CallSounds } from '#engine/calls/call-sounds.ts';
import { PhraseCache } from '#engine/voice/speech/phrase-cache.ts';
import type { RecordingStore } from './recording-store.ts';

export function callRecordings(store: RecordingStore): CallSounds['recordings'] {
  const memory = new PhraseCache();
  const phrase = (id: string) => ({ provider: 'recording', model: '', voice: null, text: id });

  const read = async (id: string): Promise<Int16Array> => {
    try {
      const samples = samplesOf(await readFile(store.file(id)));
      memory.put(phrase(id), samples);
      return samples;
    } catch (thrown) {
      throw new AudioError(
        'audio-file',
        `The recording “${id}” cannot be played, so its text is spoken instead: ${toStudioError(thrown).message} Add it again under Recordings.`,
        { cause: thrown },
      );
    }
  };

  return async (document) => {
    const lines = new Map((await store.list()).map((recording) => [recording.id, recording]));
    const text = JSON.stringify(document);
    const named = [...lines.keys()].filter((id) => text.includes(id) && !memory.has(phrase(id)));
    // One that cannot be read is told when it should be heard.
    await Promise.allSettled(named.map(read));
    return { lines, samples: (id) => memory.get(phrase(id)) ?? read(id) };
  };
}

/** A recording as the store writes it is taken as it is; one that was put there by hand is converted. */
function samplesOf(bytes: Buffer): Int16Array {
  const layout = readWavLayout(bytes);
  const isOurs = layout.encoding === 'pcm16' && layout.channels === 1 && layout.sampleRateHz === 16_000;
  if (!isOurs) return monoAt16k(readWav(bytes));
  const samples = new Int16Array(layout.dataBytes / 2);
  new Uint8Array(samples.buffer).set(bytes.subarray(layout.dataOffset, layout.dataOffset + layout.dataBytes));
  return samples;
}
