/**
 * Selecting with a box on a canvas where not all cards stand. React Flow looks at what stands alone; here all that the box
 * touches is selected, with the edges of the cards.
 */
import { useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { noteBox, type Box, type Selection } from '#shared/graph/edit/index.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { useStableCallback } from '../ui/use-stable-callback.ts';
import type { CardNode } from './adapter.ts';
import { cardsIn } from './stage.ts';

export function useBoxSelection(
  document: WorkflowDocument,
  cards: readonly CardNode[],
  isPainted: boolean,
  onSelect: (selection: Selection) => void,
): void {
  const flow = useStoreApi();
  const select = useStableCallback((box: Box): number => {
    const nodeIds = cardsIn(cards, box);
    const within = new Set(nodeIds);
    const noteIds = (document.notes ?? []).filter((note) => touches(noteBox(note), box)).map(({ id }) => id);
    onSelect({
      nodeIds,
      edgeIds: document.edges
        .filter(({ source, target }) => within.has(source) || within.has(target))
        .map(({ id }) => id),
      noteIds,
    });
    return nodeIds.length + noteIds.length;
  });
  useEffect(() => {
    if (!isPainted) return;
    let count = 0;
    return flow.subscribe(
      ({ userSelectionRect: box, userSelectionActive, transform: [x, y, zoom] }, before) => {
        if (box === before.userSelectionRect) return;
        if (box !== null && userSelectionActive)
          count = select({
            x: (box.x - x) / zoom,
            y: (box.y - y) / zoom,
            width: box.width / zoom,
            height: box.height / zoom,
          });
        if (box !== null || count === 0) return;
        count = 0;
        // After React Flow, which counts what stands.
        queueMicrotask(() => {
          flow.setState({ nodesSelectionActive: true });
        });
      },
    );
  }, [flow, isPainted, select]);
}

const touches = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && a.x + a.width > b.x && a.y < b.y + b.height && a.y + a.height > b.y;
