/** A connection whose far end sends the agent's own voice back: an echo that follows what the session really sends. */
import { FRAME_SAMPLES, SAMPLES_PER_MS } from '../../../audio/frame.ts';
import type { Leg } from '../../leg.ts';

/** `db`: of the echo against what was sent; `delayMs`: from a frame's departure to its return. */
export function echoingLeg(leg: Leg, echo: { db: number; delayMs: number }): Leg {
  const gain = 10 ** (echo.db / 20);
  const delay = Math.round(echo.delayMs * SAMPLES_PER_MS);
  /** What the agent has sent, by sample of the call. */
  const sent = new Map<number, number>();
  let given = 0;
  return {
    ...(leg.keysAsTones === undefined ? {} : { keysAsTones: leg.keysAsTones }),
    open: (events) => {
      leg.open({
        ...events,
        frame: (frame) => {
          const mixed = frame.map((sample, at) => {
            const back = sent.get(given + at - delay) ?? 0;
            sent.delete(given + at - delay);
            return Math.max(-32_768, Math.min(32_767, Math.round(sample + gain * back)));
          });
          given += FRAME_SAMPLES;
          return events.frame(mixed);
        },
        key: (key) => {
          events.key(key);
        },
        hangUp: () => {
          events.hangUp();
        },
      });
    },
    send: (frame) => {
      for (const [at, sample] of frame.entries()) sent.set(given + at, sample);
      leg.send(frame);
    },
    clear: () => {
      leg.clear();
    },
    close: () => {
      leg.close();
    },
  };
}
