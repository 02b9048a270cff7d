/** What the hand does on the canvas: dragging, resizing and selecting, from React Flow's reports to edits. */
import { useStoreApi, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { isSameSelection, type Point, type Selection, type Size } from '#shared/graph/edit/index.ts';
import { useStableCallback } from '../ui/use-stable-callback.ts';
import { selectedAfter, movesOf, nodesSelectedAfter, sizesOf, withFramesSpread } from './changes.ts';
import type { TransitionEdge } from './adapter.ts';
import type { FlowNode } from './backdrop.ts';
import type { CanvasEdits } from './canvas-edits.ts';
import { mostCards } from './stage.ts';

type Dragged = ReadonlyMap<string, Point & Partial<Size>>;
const nothingDragged: Dragged = new Map();

export interface Hand {
  /** Where things are while they are in the hand. */
  dragged: Dragged;
  changeNodes: (changes: NodeChange<FlowNode>[]) => void;
  changeEdges: (changes: EdgeChange<TransitionEdge>[]) => void;
  startDrag: (event: { altKey?: boolean }) => void;
  /** Replaces the selection. */
  select: (selection: Selection) => void;
}

export function useHand(
  document: WorkflowDocument,
  selection: Selection,
  onSelect: ((selection: Selection) => void) | undefined,
  edits: CanvasEdits | undefined,
): Hand {
  const flow = useStoreApi();
  const [dragged, setDragged] = useState(nothingDragged);
  const isCopy = useRef(false);
  const select = useSelect(selection, onSelect);
  // What a box selects on a canvas where not all cards stand is told by `useBoxSelection`.
  const isBoxed = (): boolean =>
    document.nodes.length > mostCards.far && flow.getState().userSelectionRect !== null;
  const changeNodes = useStableCallback((changes: NodeChange<FlowNode>[]): void => {
    if (!isBoxed()) select((now) => nodesSelectedAfter(document, now, changes));
    const moves = movesOf(changes);
    const sizes = sizesOf(changes);
    if (moves.held.size > 0 || sizes.held.size > 0) {
      const places = withFramesSpread(document, moves.held);
      setDragged((before) => {
        const next = new Map([...before, ...places]);
        for (const [id, size] of sizes.held) {
          const note = document.notes?.find((each) => each.id === id);
          if (note) next.set(id, { ...note.position, ...size });
        }
        return next;
      });
    }
    if (moves.dropped.size === 0 && sizes.dropped.size === 0) return;
    setDragged(nothingDragged);
    if (moves.dropped.size > 0) edits?.onMove(withFramesSpread(document, moves.dropped), isCopy.current);
    for (const [id, size] of sizes.dropped) edits?.onResizeNote(id, size);
  });
  const changeEdges = useStableCallback((changes: EdgeChange<TransitionEdge>[]): void => {
    if (isBoxed()) return;
    select((now) => {
      const edgeIds = selectedAfter(now.edgeIds, changes);
      return edgeIds === now.edgeIds ? now : { ...now, edgeIds };
    });
  });
  const startDrag = useStableCallback(({ altKey = false }: { altKey?: boolean }): void => {
    isCopy.current = altKey;
  });
  const replace = useStableCallback((next: Selection): void => {
    select(() => next);
  });
  return { dragged, changeNodes, changeEdges, startDrag, select: replace };
}

/**
 * Selection as a state that React Flow changes in halves, nodes and edges apart, within one event: each half must
 * see the other's change before the next render.
 */
function useSelect(
  selection: Selection,
  onSelect: ((selection: Selection) => void) | undefined,
): (change: (now: Selection) => Selection) => void {
  const latest = useRef(selection);
  useEffect(() => {
    latest.current = selection;
  }, [selection]);
  return (change) => {
    const next = change(latest.current);
    if (isSameSelection(next, latest.current)) return;
    latest.current = next;
    onSelect?.(next);
  };
}
