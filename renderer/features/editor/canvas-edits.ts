/** What happens on the canvas, as edits of the document. */
import { useMemo } from 'react';
import { notifications } from '@mantine/notifications';
import type { NodeType } from '#shared/domain/workflow.ts';
import { drawableTypes } from '../../canvas/node-kinds.ts';
import { cardHeightPx, cardWidthPx, type Point } from '../../canvas/geometry.ts';
import type { CanvasEdits } from '../../canvas/workflow-canvas.tsx';
import type { Editor } from '../../stores/editor.ts';
import { setPanelOpen } from '../../stores/layout.ts';
import { showNotice } from '../../ui/toast.tsx';
import { addEdge, additionRefusal, addNode, moveNodes, removeSelected } from './edits.ts';
import type { CanvasPlace } from '../../canvas/workflow-canvas.tsx';

export type AddMenuState =
  | { kind: 'add'; place: CanvasPlace }
  /** An edge from `source` was let go here. */
  | { kind: 'connect'; source: string; place: CanvasPlace }
  /** Over a node or an edge, which is selected. */
  | { kind: 'thing'; place: CanvasPlace };

/** Kind of what is dragged from the bar onto the canvas. */
export const nodeTypeMime = 'application/x-parley-node-type';

export function useCanvasEdits(editor: Editor, openMenu: (state: AddMenuState) => void): CanvasEdits {
  return useMemo<CanvasEdits>(
    () => ({
      onMove: (moves) => {
        editor.edit((document) => moveNodes(document, moves), `move ${[...moves.keys()].join(' ')}`);
      },
      onConnect: (source, target) => {
        connect(editor, source, target);
      },
      onConnectToNothing: (source, place) => {
        openMenu({ kind: 'connect', source, place });
      },
      onRefused: (reason) => {
        notifications.clean();
        showNotice(reason);
      },
      onDelete: (selection) => {
        editor.edit((document) => removeSelected(document, selection));
      },
      onMenu: (target, place) => {
        const { nodeId, edgeId } = target;
        if (nodeId !== null) editor.select({ nodeIds: [nodeId], edgeIds: [] });
        else if (edgeId !== null) editor.select({ nodeIds: [], edgeIds: [edgeId] });
        openMenu(nodeId === null && edgeId === null ? { kind: 'add', place } : { kind: 'thing', place });
      },
      onOpen: () => {
        setPanelOpen('inspector', true);
      },
      onDrop: (data, place) => {
        const type = drawableTypes.find((each) => each === data.getData(nodeTypeMime));
        if (type) insertNode(editor, type, centredAt(place.canvas));
      },
    }),
    [editor, openMenu],
  );
}

/** Where a card lies whose middle is at `point`. */
export const centredAt = (point: Point): Point => ({
  x: point.x - cardWidthPx / 2,
  y: point.y - cardHeightPx / 2,
});

/** Draws an edge and selects it, so that its label can be typed at once. */
export function connect(editor: Editor, source: string, target: string): void {
  let id = '';
  editor.edit((document) => {
    const added = addEdge(document, source, target);
    id = added.id;
    return added.document;
  });
  editor.select({ nodeIds: [], edgeIds: [id] });
}

/** Adds a node, or says why not; `from` draws an edge to it in the same step. */
export function insertNode(editor: Editor, type: NodeType, position: Point, from?: string): void {
  const refusal = additionRefusal(editor.store.getState().history.present.document, type);
  if (refusal !== null) {
    showNotice(refusal);
    return;
  }
  let id = '';
  editor.edit((document) => {
    const added = addNode(document, type, {
      x: Math.round(position.x / 8) * 8,
      y: Math.round(position.y / 8) * 8,
    });
    id = added.id;
    return from === undefined ? added.document : addEdge(added.document, from, added.id).document;
  });
  editor.select({ nodeIds: [id], edgeIds: [] });
}
