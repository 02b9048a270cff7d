import type { ChainClock } from './link.ts';

/** Real time. A hosted provider is waited for on the wall clock even when the call runs on virtual time. */
export const wallClock: ChainClock = {
  now: () => performance.now(),
  at: (dueMs, task) => {
    const timer = setTimeout(task, Math.max(0, dueMs - performance.now()));
    return {
      dispose: () => {
        clearTimeout(timer);
      },
    };
  },
};
