/** Undo and redo. Changes of one field in quick succession are one step. */

export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last change was about, and when (ms); a change about the same soon after joins it. */
  lastKey: string | null;
  lastMs: number;
}

const keptSteps = 300;
/** A pause of this length in typing ends a step. */
const joinWithinMs = 1200;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], lastKey: null, lastMs: 0 };
}

/** A change; the same `present` is none. `key` null always makes a step of its own. */
export function change<T>(history: History<T>, present: T, key: string | null, nowMs: number): History<T> {
  if (present === history.present) return history;
  const joins =
    key !== null &&
    key === history.lastKey &&
    history.future.length === 0 &&
    nowMs - history.lastMs < joinWithinMs;
  return {
    past: joins ? history.past : [...history.past, history.present].slice(-keptSteps),
    present,
    future: [],
    lastKey: key,
    lastMs: nowMs,
  };
}

export function undo<T>(history: History<T>): History<T> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    lastKey: null,
    lastMs: 0,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, lastKey: null, lastMs: 0 };
}
