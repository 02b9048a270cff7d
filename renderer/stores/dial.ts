/** What is about to be dialled. Choices are remembered in this browser or window; the number only while the page lives. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface DialStore {
  number: string;
  workflowId: string | null;
  /** Null: the first trunk that may. */
  trunkId: string | null;
  /** Number shown to the called, by trunk; absent: the trunk's first. */
  callerIds: Readonly<Record<string, string>>;
  /** Counts the wishes to dial: the number field takes the focus at each. */
  wish: number;
}

export const useDial = create<DialStore>()(
  persist((): DialStore => ({ number: '', workflowId: null, trunkId: null, callerIds: {}, wish: 0 }), {
    name: 'parley-dial',
    version: 1,
    // A number is somebody's: it is not left behind in the browser.
    partialize: ({ workflowId, trunkId, callerIds }) => ({ workflowId, trunkId, callerIds }),
  }),
);

/** Asks for the number field, with a number and an agent where they are known. */
export function wishToDial(known: { number?: string; workflowId?: string } = {}): void {
  useDial.setState((dial) => ({ ...dial, ...known, wish: dial.wish + 1 }));
}
