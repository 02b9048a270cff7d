/** Speech that is played to somebody who talks to no agent: a busy message, a whisper before a transfer. */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

/**
 * Plays samples (mono, 16 kHz) at their pace. Resolves inside an event of the timeline, when the last of them is over or
 * the signal has stopped it.
 */
export function playTo(
  line: { send(frame: Int16Array): void },
  timeline: Timeline,
  samples: Int16Array,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    let next: Disposable | undefined;
    let at = 0;
    const stop = (): void => {
      next?.dispose();
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const beat = (): void => {
      if (at >= samples.length) {
        stop();
        return;
      }
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(samples.subarray(at, at + FRAME_SAMPLES));
      at += FRAME_SAMPLES;
      line.send(frame);
      next = timeline.at(timeline.now() + FRAME_MS, beat);
    };
    if (signal.aborted) {
      resolve();
      return;
    }
    signal.addEventListener('abort', stop);
    timeline.post(() => {
      if (!signal.aborted) beat();
    });
  });
}
