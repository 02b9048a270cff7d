/** Where the person last looked on each canvas, kept between sessions. */
import type { Viewport } from '@xyflow/react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface ViewportStore {
  /** By canvas, the latest last. */
  entries: [key: string, viewport: Viewport][];
}

const kept = 100;

const useViewports = create<ViewportStore>()(
  persist((): ViewportStore => ({ entries: [] }), { name: 'parley-viewports', version: 1 }),
);

export function recallViewport(key: string): Viewport | null {
  return useViewports.getState().entries.find(([name]) => name === key)?.[1] ?? null;
}

export function rememberViewport(key: string, viewport: Viewport): void {
  useViewports.setState(({ entries }) => ({
    entries: [...entries.filter(([name]) => name !== key), [key, viewport] as [string, Viewport]].slice(
      -kept,
    ),
  }));
}
