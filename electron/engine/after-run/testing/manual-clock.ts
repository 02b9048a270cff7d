/** A clock that a test moves. */
import type { AfterRunClock } from '../port.ts';

export interface ManualClock extends AfterRunClock {
  /** Milliseconds until the next task; null when none waits. */
  readonly nextMs: number | null;
  /** Moves to the next task and runs it. */
  toNext(): void;
}

/** It begins later than any test runs: what the library makes due by its own clock is then due by this one. */
export function manualClock(start = '2126-11-26T09:00:00.000Z'): ManualClock {
  let nowMs = Date.parse(start);
  const tasks = new Map<object, { atMs: number; task: () => void }>();
  const next = () => [...tasks].sort(([, a], [, b]) => a.atMs - b.atMs)[0];
  return {
    date: () => new Date(nowMs),
    in: (ms, task) => {
      const key = {};
      tasks.set(key, { atMs: nowMs + ms, task });
      return { dispose: () => void tasks.delete(key) };
    },
    get nextMs() {
      const first = next();
      return first ? first[1].atMs - nowMs : null;
    },
    toNext: () => {
      const first = next();
      if (!first) throw new Error('Nothing waits.');
      tasks.delete(first[0]);
      nowMs = first[1].atMs;
      first[1].task();
    },
  };
}
