/** Keeps the stage (see `stage.ts`) up with the view: a frame's worth at a time, and never while the zoom changes. */
import { useStoreApi, type ReactFlowState } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import type { Box } from '#shared/graph/edit/index.ts';
import type { CardNode } from './adapter.ts';
import { mostCards, nextStage, type Stage } from './stage.ts';

/** A zoom that has not changed for this long is the one that was wanted. */
const restMs = 120;
const nobody: Stage = new Set();

/** The part of the canvas that is in view, in its own pixels. */
export const viewOf = ({ transform: [x, y, zoom], width, height }: ReactFlowState): Box => ({
  x: -x / zoom,
  y: -y / zoom,
  width: width / zoom,
  height: height / zoom,
});

export function useStage(cards: readonly CardNode[], always: ReadonlySet<string>): Stage {
  const flow = useStoreApi();
  const [stage, setStage] = useState<Stage>(nobody);
  const latest = useRef({ cards, always, stage });
  const wake = useRef<() => void>(null);
  useEffect(() => {
    let frame = 0;
    let zoomedMs = -Infinity;
    const again = (): void => {
      frame ||= requestAnimationFrame(step);
    };
    const step = (): void => {
      frame = 0;
      if (performance.now() - zoomedMs < restMs) {
        again();
        return;
      }
      const now = latest.current;
      const state = flow.getState();
      const next = nextStage(now.stage, now.cards, viewOf(state), state.transform[2], now.always);
      if (next === now.stage) return;
      now.stage = next;
      setStage(next);
      again();
    };
    const leave = flow.subscribe((state, before) => {
      const isResized = state.width !== before.width || state.height !== before.height;
      if (state.transform === before.transform && !isResized) return;
      if (state.transform[2] !== before.transform[2]) zoomedMs = performance.now();
      again();
    });
    wake.current = again;
    again();
    return () => {
      leave();
      cancelAnimationFrame(frame);
    };
  }, [flow]);
  useEffect(() => {
    latest.current.cards = cards;
    latest.current.always = always;
    wake.current?.();
  }, [cards, always]);
  // What lies under the hand stands at once.
  if (cards.length <= mostCards.far) return null;
  const standing = stage ?? nobody;
  return [...always].every((id) => standing?.has(id)) ? standing : new Set([...(standing ?? []), ...always]);
}
