/** What happens on the canvas, as edits of the document. */
import { useMemo } from 'react';
import { notifications } from '@mantine/notifications';
import type { NodeType, WorkflowDocument } from '#shared/domain/workflow.ts';
import {
  addEdge,
  addNote,
  clipBox,
  clipOf,
  dropNodes,
  offsetTo,
  onGrid,
  pasteClip,
  removeSelected,
  renameFrame,
  rerouteEdge,
  resizeNote,
  selectionOf,
  writeNote,
  type Clip,
  type EdgeEnd,
  type Moves,
  type Point,
} from '#shared/graph/edit/index.ts';
import { connectionRefusal } from '../../canvas/connections.ts';
import type { CanvasEdits } from '../../canvas/canvas-edits.ts';
import { writeInPlace } from '../../canvas/canvas-context.ts';
import { drawableTypes } from '../../canvas/node-kinds.ts';
import { cardHeightPx, cardWidthPx } from '../../canvas/geometry.ts';
import type { Editor } from '../../stores/editor.ts';
import { setPanelOpen } from '../../stores/layout.ts';
import { showNotice } from '../../ui/toast.tsx';
import { additionRefusal, addNode } from './edits.ts';
import { openBox, useSurface } from './surface.ts';

/** Kind of what is dragged from the bar onto the canvas. */
export const nodeTypeMime = 'application/x-parley-node-type';

export const documentOf = (editor: Editor): WorkflowDocument =>
  editor.store.getState().history.present.document;

export function useCanvasEdits(editor: Editor): CanvasEdits {
  return useMemo<CanvasEdits>(
    () => ({
      onMove: (moves, isCopy) => {
        if (isCopy) copyTo(editor, moves);
        else editor.edit((document) => dropNodes(document, moves));
      },
      onConnect: (source, target) => {
        connect(editor, source, target);
      },
      onConnectToNothing: (source, place) => {
        openBox({ kind: 'connect', from: source, isDrawn: true }, place);
      },
      onReroute: (edgeId, end, nodeId) => {
        reroute(editor, edgeId, end, nodeId);
      },
      onRefused: say,
      onSelect: editor.select,
      onMenu: (targetId, place) => {
        const { selection } = editor.store.getState();
        const isIn = targetId !== null && Object.values(selection).some((ids) => idsInclude(ids, targetId));
        if (targetId !== null && !isIn) editor.select(selectionOf(documentOf(editor), [targetId]));
        useSurface.setState({ menu: { place, isOverThing: targetId !== null }, box: null });
      },
      onOpen: () => {
        setPanelOpen('inspector', true);
      },
      onOpenEmpty: (place) => {
        openBox({ kind: 'add', from: null }, place);
      },
      onDrop: (data, place) => {
        const type = drawableTypes.find((each) => each === data.getData(nodeTypeMime));
        if (type) insertNode(editor, type, centredAt(place.canvas));
      },
      onResizeNote: (id, size) => {
        editor.edit((document) => {
          const note = document.notes?.find((each) => each.id === id);
          return note ? resizeNote(document, id, { ...note.position, ...size }) : document;
        });
      },
      onWriteNote: (id, text) => {
        editor.edit((document) => writeNote(document, id, text));
      },
      onRenameFrame: (id, name) => {
        editor.edit((document) => renameFrame(document, id, name));
      },
    }),
    [editor],
  );
}

const idsInclude = (ids: unknown, id: string): boolean => Array.isArray(ids) && ids.includes(id);

/** Says why something is not done; one sentence at a time. */
export function say(reason: string): void {
  notifications.clean();
  showNotice(reason);
}

/** Where a card lies whose middle is at `point`. */
export const centredAt = (point: Point): Point => ({
  x: point.x - cardWidthPx / 2,
  y: point.y - cardHeightPx / 2,
});

/** Draws an edge and selects it, so that its label can be typed at once; or says why not. */
export function connect(editor: Editor, source: string, target: string): void {
  const refusal = connectionRefusal(documentOf(editor), source, target);
  if (refusal !== null) {
    say(refusal);
    return;
  }
  let id = '';
  editor.edit((document) => {
    const added = addEdge(document, source, target);
    id = added.id;
    return added.document;
  });
  editor.select({ nodeIds: [], edgeIds: [id] });
}

/** Leads one end of an edge elsewhere, or says why not. */
export function reroute(editor: Editor, edgeId: string, end: EdgeEnd, nodeId: string): void {
  const document = documentOf(editor);
  const edge = document.edges.find(({ id }) => id === edgeId);
  if (!edge) return;
  const ends = { source: edge.source, target: edge.target, [end]: nodeId };
  const refusal = connectionRefusal(document, ends.source, ends.target);
  if (refusal !== null) {
    say(refusal);
    return;
  }
  editor.edit((now) => rerouteEdge(now, edgeId, end, nodeId));
  editor.select({ nodeIds: [], edgeIds: [edgeId] });
}

/** Adds a node, or says why not; `from` draws an edge to it in the same step. Answers its id. */
export function insertNode(editor: Editor, type: NodeType, position: Point, from?: string): string | null {
  const refusal = additionRefusal(documentOf(editor), type);
  if (refusal !== null) {
    say(refusal);
    return null;
  }
  let id = '';
  editor.edit((document) => {
    const added = addNode(document, type, { x: onGrid(position.x), y: onGrid(position.y) });
    id = added.id;
    return from === undefined || connectionRefusal(added.document, from, id) !== null
      ? added.document
      : addEdge(added.document, from, id).document;
  });
  editor.select({ nodeIds: [id], edgeIds: [] });
  return id;
}

/** Adds an empty note and lets it be written where it stands. */
export function insertNote(editor: Editor, position: Point): void {
  let id = '';
  editor.edit((document) => {
    const added = addNote(document, { x: onGrid(position.x), y: onGrid(position.y) });
    id = added.id;
    return added.document;
  });
  editor.select({ nodeIds: [], edgeIds: [], noteIds: [id] });
  writeInPlace(id);
}

/** Puts a clip in with its middle at `middle`, or as far away from where it was as `by` says; selects what came. */
export function insertClip(
  editor: Editor,
  clip: Clip,
  at: { middle: Point } | { by: Point },
  from?: string,
): void {
  const pasted = pasteClip(documentOf(editor), clip, 'by' in at ? at.by : offsetTo(clip, at.middle));
  const [first] = pasted.selection.nodeIds;
  const isLed =
    from !== undefined && first !== undefined && connectionRefusal(pasted.document, from, first) === null;
  editor.edit(() => (isLed ? addEdge(pasted.document, from, first).document : pasted.document));
  editor.select(pasted.selection);
  if (pasted.remarks.length > 0) say(pasted.remarks.join(' '));
}

/** The copies go where the hand let go; the originals stay. */
function copyTo(editor: Editor, moves: Moves): void {
  const document = documentOf(editor);
  const clip = clipOf(document, selectionOf(document, moves.keys()));
  const before = clipBox(clip);
  const [first] = [...clip.nodes, ...clip.notes];
  const to = first && moves.get(first.id);
  if (!before || !first || !to) return;
  insertClip(editor, clip, { by: { x: to.x - first.position.x, y: to.y - first.position.y } });
}

export function deleteSelected(editor: Editor): void {
  editor.edit((document) => removeSelected(document, editor.store.getState().selection));
}
