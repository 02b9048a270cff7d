/** What of the painted graph lies under the pointer, so that it can be put up before it is pressed. */
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useState, type PointerEvent } from 'react';
import { flushSync } from 'react-dom';
import type { Point } from '#shared/graph/edit/index.ts';
import type { CardNode, TransitionEdge } from './adapter.ts';
import { useStableCallback } from '../ui/use-stable-callback.ts';
import { curveOf } from './geometry.ts';
import { cardAt } from './stage.ts';

export interface UnderHand {
  /** The card or edge under the pointer. */
  cardId: string | null;
  edgeId: string | null;
  /** What was under it when it was pressed: it is in the hand. */
  pressedId: string | null;
}

const nothing: UnderHand = { cardId: null, edgeId: null, pressedId: null };
/** Width of the band along an edge that takes the pointer: pixels of the canvas, and at the least of the page. */
const bandPx = 18;
const leastBandPx = 6;

export interface HandWatch {
  underHand: UnderHand;
  watch: {
    onPointerMove: (event: PointerEvent) => void;
    onPointerDownCapture: () => void;
    onPointerUpCapture: () => void;
  };
}

/** @param isLooking whether anything is painted that could be put up */
export function useUnderHand(
  cards: readonly CardNode[],
  edges: readonly TransitionEdge[],
  isLooking: boolean,
): HandWatch {
  const [underHand, setUnderHand] = useState(nothing);
  const { screenToFlowPosition, getZoom } = useReactFlow();
  const flow = useStoreApi();
  const look = (event: PointerEvent): void => {
    // A card in the hand covers what it is dragged over, unless an edge is being drawn from it.
    if (!isLooking || (underHand.pressedId !== null && !flow.getState().connection.inProgress)) return;
    const place = screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
    const cardId = cardAt(cards, place)?.id ?? null;
    const edgeId =
      cardId === null && event.buttons === 0 ? (edgeAt(edges, place, getZoom())?.id ?? null) : null;
    if (cardId === underHand.cardId && edgeId === underHand.edgeId) return;
    // Before the next event, which may be the press.
    flushSync(() => {
      setUnderHand((now) => ({ ...now, cardId, edgeId }));
    });
  };
  const onPointerMove = useStableCallback(look);
  const onPointerDownCapture = useStableCallback((): void => {
    if (isLooking) setUnderHand((now) => ({ ...now, pressedId: now.cardId }));
  });
  const onPointerUpCapture = useStableCallback((): void => {
    if (isLooking) setUnderHand((now) => ({ ...now, pressedId: null }));
  });
  return {
    underHand: isLooking ? underHand : nothing,
    watch: { onPointerMove, onPointerDownCapture, onPointerUpCapture },
  };
}

let ruler: CanvasRenderingContext2D | null = null;

function edgeAt(edges: readonly TransitionEdge[], { x, y }: Point, zoom: number): TransitionEdge | undefined {
  ruler ??= window.document.createElement('canvas').getContext('2d');
  const band = Math.max(bandPx, leastBandPx / zoom);
  // An edge around a card leaves the box of its ends by up to this much.
  const margin = 220 + band;
  return edges.findLast(({ data }) => {
    if (!data || !ruler) return false;
    const { source, target } = data.route;
    if (
      x < Math.min(source.x, target.x) - margin ||
      x > Math.max(source.x, target.x) + margin ||
      y < Math.min(source.y, target.y) - margin ||
      y > Math.max(source.y, target.y) + margin
    )
      return false;
    ruler.lineWidth = band;
    return ruler.isPointInStroke(new Path2D(curveOf(data.route).path), x, y);
  });
}
