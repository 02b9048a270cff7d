/** What a choice in the box does, and where the box stands. */
import type { ReactFlowInstance } from '@xyflow/react';
import { clipOf, type Point } from '#shared/graph/edit/index.ts';
import type { CanvasPlace } from '../../../canvas/canvas-edits.ts';
import { cardHeightPx, cardWidthPx, freePlace } from '../../../canvas/geometry.ts';
import { mayLeave } from '../../../canvas/connections.ts';
import type { Editor } from '../../../stores/editor.ts';
import {
  centredAt,
  connect,
  documentOf,
  insertClip,
  insertNode,
  insertNote,
  reroute,
} from '../canvas-edits.ts';
import { pointerOver } from '../pointer-place.ts';
import { reveal } from '../reveal.ts';
import type { BoxPurpose, BoxState } from '../surface.ts';
import type { BoxAct } from './entries.ts';

/** From the left side of a card to that of the next, where a new one is put beside it. */
const pitchPx = 368;

type Flow = Pick<
  ReactFlowInstance,
  'screenToFlowPosition' | 'flowToScreenPosition' | 'setCenter' | 'getZoom'
>;

/** Where the box stands in the window, and the corner of a new card on the canvas. */
export function boxPlace(editor: Editor, flow: Flow, canvas: HTMLElement | null, box: BoxState): CanvasPlace {
  const { nodes } = documentOf(editor);
  if (box.place) return { window: box.place.window, canvas: centredAt(box.place.canvas) };
  const fromId = box.purpose.kind === 'reroute' ? null : box.purpose.from;
  const from = nodes.find(({ id }) => id === fromId);
  if (from) {
    const { x, y } = from.position;
    return {
      window: flow.flowToScreenPosition({ x: x + cardWidthPx + 24, y: y + cardHeightPx / 2 }),
      canvas: freePlace(nodes, { x: x + pitchPx, y }),
    };
  }
  const point = canvas ? pointerOver(canvas) : { x: 0, y: 0 };
  const middle = centredAt(flow.screenToFlowPosition(point, { snapToGrid: false }));
  return { window: point, canvas: freePlace(nodes, middle) };
}

export function actOn(
  editor: Editor,
  flow: Flow,
  purpose: BoxPurpose,
  act: BoxAct,
  place: Point,
  isLed: boolean,
): void {
  const document = documentOf(editor);
  const fromId = purpose.kind === 'reroute' ? null : purpose.from;
  const fromNode = document.nodes.find(({ id }) => id === fromId);
  const from = fromNode && mayLeave(fromNode.type) ? fromNode.id : undefined;
  switch (act.kind) {
    case 'add': {
      const id = insertNode(editor, act.type, place, from);
      if (id !== null) reveal(editor, flow, [id]);
      return;
    }
    case 'note':
      insertNote(editor, place);
      return;
    case 'copy': {
      const clip = clipOf(document, { nodeIds: [act.nodeId], edgeIds: [] });
      insertClip(
        editor,
        clip,
        { middle: { x: place.x + cardWidthPx / 2, y: place.y + cardHeightPx / 2 } },
        from,
      );
      return;
    }
    case 'node':
      if (purpose.kind === 'reroute') reroute(editor, purpose.edgeId, purpose.end, act.nodeId);
      else if (fromId !== null && (purpose.kind === 'connect' || isLed)) connect(editor, fromId, act.nodeId);
      else {
        editor.select({ nodeIds: [act.nodeId], edgeIds: [] });
        reveal(editor, flow, [act.nodeId]);
      }
  }
}
