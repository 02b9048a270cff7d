/** Which change is looked at, and going through them by buttons and keys. */
import { create } from 'zustand';

export const nextChangeKey = 'F7';
export const previousChangeKey = 'shift+F7';

interface CurrentChange {
  /** In the list; null: none yet. */
  index: number | null;
  /** Shows the next or previous change; null while no list is shown. */
  step: ((by: 1 | -1) => void) | null;
}

export const useCurrentChange = create<CurrentChange>()(() => ({ index: null, step: null }));

/** The one after `index`, round the end; -1 when there is none. */
export function nextIndex(index: number | null, by: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (index === null) return by === 1 ? 0 : count - 1;
  return (index + by + count) % count;
}
