/** Injected identity and chance, so that a run on the virtual clock repeats exactly. */
import { randomUUID } from 'node:crypto';

export interface IdSource {
  /** A new unique id, e.g. `run_…`. */
  next(prefix: string): string;
}

export const randomIds: IdSource = { next: (prefix) => `${prefix}_${randomUUID()}` };

/** `run_1`, `run_2`, `node_1` … a counter a prefix. */
export function countingIds(): IdSource {
  const counts = new Map<string, number>();
  return {
    next: (prefix) => {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}_${String(count)}`;
    },
  };
}
