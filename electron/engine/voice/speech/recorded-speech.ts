/** Speech that was recorded, on its way to the playout. */
import { AudioError } from '../../base/errors.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { SpeechSink } from './synthesis.ts';

/** Recordings by id: mono int16 at 16 kHz, not to be written to; at once when they are in memory. Rejects or throws AudioError. */
export type RecordedSpeech = (id: string) => Int16Array | Promise<Int16Array>;

/** Gives all of a recording to the sink; `failed` alone when it cannot be had. Later than now it comes on the timeline. */
export function playRecording(
  recordings: RecordedSpeech | null,
  id: string,
  timeline: Timeline,
  sink: SpeechSink,
): void {
  const give = (samples: Int16Array): void => {
    sink.append(samples);
    sink.complete();
  };
  let samples: Int16Array | Promise<Int16Array>;
  try {
    if (!recordings) throw new AudioError('audio-file', `The recording “${id}” cannot be played here.`);
    samples = recordings(id);
  } catch (thrown) {
    sink.failed(thrown);
    return;
  }
  if (samples instanceof Int16Array) {
    give(samples);
    return;
  }
  // Reading a file is this machine's own time: virtual time does not pass meanwhile.
  const hold = timeline.hold();
  void samples
    .then(
      (read) => {
        timeline.post(() => {
          give(read);
        });
      },
      (thrown: unknown) => {
        timeline.post(() => {
          sink.failed(thrown);
        });
      },
    )
    .finally(() => {
      hold.dispose();
    });
}
