/** Voice detection that does not take the agent's own echo for a caller: a detector's stream behind an echo guard. */
import type { VadStream, VadWindow } from '../../providers/spec/vad.ts';
import type { EchoGuard } from './echo-guard.ts';

export function guardedVad(vad: VadStream, guard: EchoGuard): VadStream {
  let judgedSamples = 0;
  return {
    push: async (frame) => {
      guard.caller(frame);
      const windows = await vad.push(frame);
      return windows.map((window): VadWindow => {
        const from = judgedSamples;
        judgedSamples = window.endSample;
        return guard.explains(from, window.endSample) ? { ...window, probability: 0 } : window;
      });
    },
    reset: () => {
      vad.reset();
    },
    close: () => {
      vad.close();
    },
  };
}
