/** What React Flow reports, as moves, sizes and selections of the graph. */
import type { NodeChange } from '@xyflow/react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import {
  frameBox,
  framesIn,
  notesIn,
  placesOf,
  selectionOf,
  type Moves,
  type Point,
  type Selection,
  type Size,
} from '#shared/graph/edit/index.ts';
import type { FlowNode } from './backdrop.ts';

export interface HandMoves {
  /** Still in the hand. */
  held: Map<string, Point>;
  /** Let go. */
  dropped: Map<string, Point>;
}

export function movesOf(changes: readonly NodeChange<FlowNode>[]): HandMoves {
  const held = new Map<string, Point>();
  const dropped = new Map<string, Point>();
  for (const change of changes) {
    if (change.type !== 'position' || !change.position) continue;
    (change.dragging === true ? held : dropped).set(change.id, change.position);
  }
  return { held, dropped };
}

/** Moves of frames as moves of the cards in them; a card that moves by itself goes where the hand has it. */
export function withFramesSpread(document: WorkflowDocument, moves: Moves): Map<string, Point> {
  const spread = new Map<string, Point>();
  const places = placesOf(document);
  for (const frame of document.frames ?? []) {
    const to = moves.get(frame.id);
    const box = to && frameBox(frame, (id) => places.get(id));
    if (!box) continue;
    for (const id of frame.node_ids) {
      const place = places.get(id);
      if (place) spread.set(id, { x: place.x + to.x - box.x, y: place.y + to.y - box.y });
    }
  }
  const frameIds = new Set(document.frames?.map(({ id }) => id));
  for (const [id, place] of moves) if (!frameIds.has(id)) spread.set(id, place);
  return spread;
}

export interface HandSizes {
  held: Map<string, Size>;
  dropped: Map<string, Size>;
}

/** Sizes by the handle of a note; what React Flow measured by itself is left out. */
export function sizesOf(changes: readonly NodeChange<FlowNode>[]): HandSizes {
  const held = new Map<string, Size>();
  const dropped = new Map<string, Size>();
  for (const change of changes) {
    if (change.type !== 'dimensions' || change.resizing === undefined || !change.dimensions) continue;
    (change.resizing ? held : dropped).set(change.id, change.dimensions);
  }
  return { held, dropped };
}

/** The selection after React Flow's select changes of nodes, notes and frames; the same when nothing changed. */
export function nodesSelectedAfter(
  document: WorkflowDocument,
  selection: Selection,
  changes: readonly { type: string; id?: string; selected?: boolean }[],
): Selection {
  const before = [...selection.nodeIds, ...notesIn(selection), ...framesIn(selection)];
  const after = selectedAfter(before, changes);
  return after === before ? selection : { ...selectionOf(document, after), edgeIds: selection.edgeIds };
}

/** Ids selected after React Flow's select changes; the same array when nothing changed. */
export function selectedAfter(
  ids: readonly string[],
  changes: readonly { type: string; id?: string; selected?: boolean }[],
): readonly string[] {
  const next = new Set(ids);
  for (const { type, id, selected } of changes) {
    if (type !== 'select' || id === undefined) continue;
    if (selected === true) next.add(id);
    else next.delete(id);
  }
  const isSame = next.size === ids.length && ids.every((id) => next.has(id));
  return isSame ? ids : [...next];
}
