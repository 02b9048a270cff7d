/** Named frames around nodes that belong together. A node is in one frame at most; a frame without nodes is gone. */
import type { Frame, WorkflowDocument } from '../../domain/workflow.ts';
import type { Added } from './add.ts';
import { cardBox, cardSize, frameBox, overlap, placesOf, type Box, type Point } from './extent.ts';
import { freeId } from './ids.ts';
import { moveNodes, type Moves } from './move.ts';

/** The document with these frames; without the key when there are none. */
export function withFrames(document: WorkflowDocument, frames: readonly Frame[]): WorkflowDocument {
  const kept = frames.filter(({ node_ids: ids }) => ids.length > 0);
  if (kept.length > 0) return { ...document, frames: kept };
  if (document.frames === undefined) return document;
  const { frames: _gone, ...rest } = document;
  return rest;
}

/** Takes nodes out of the frames they are in; frames that lose none keep their object. */
function without(frames: readonly Frame[], nodeIds: ReadonlySet<string>): Frame[] {
  return frames.map((frame) =>
    frame.node_ids.some((id) => nodeIds.has(id))
      ? { ...frame, node_ids: frame.node_ids.filter((id) => !nodeIds.has(id)) }
      : frame,
  );
}

/** A new frame around nodes, which leave the frames they were in. */
export function frameNodes(document: WorkflowDocument, nodeIds: readonly string[], name: string): Added {
  const there = new Set(nodeIds);
  const ids = document.nodes.filter(({ id }) => there.has(id)).map(({ id }) => id);
  const id = freeId(document, 'frame');
  if (ids.length === 0) return { document, id };
  const frames = without(document.frames ?? [], there);
  return { id, document: withFrames(document, [...frames, { id, name, node_ids: ids }]) };
}

export function joinFrame(
  document: WorkflowDocument,
  frameId: string,
  nodeIds: readonly string[],
): WorkflowDocument {
  const joining = new Set(nodeIds);
  const frames = without(document.frames ?? [], joining).map((frame) =>
    frame.id === frameId ? { ...frame, node_ids: [...frame.node_ids, ...joining] } : frame,
  );
  return withFrames(document, frames);
}

/** Takes frames away; their nodes stay where they are. */
export function unframe(document: WorkflowDocument, frameIds: readonly string[]): WorkflowDocument {
  const going = new Set(frameIds);
  return withFrames(
    document,
    (document.frames ?? []).filter(({ id }) => !going.has(id)),
  );
}

/** Takes nodes out of their frames. */
export function leaveFrames(document: WorkflowDocument, nodeIds: readonly string[]): WorkflowDocument {
  const { frames } = document;
  const leaving = new Set(nodeIds);
  if (!frames?.some(({ node_ids: ids }) => ids.some((id) => leaving.has(id)))) return document;
  return withFrames(document, without(frames, leaving));
}

export function renameFrame(document: WorkflowDocument, frameId: string, name: string): WorkflowDocument {
  const frames = document.frames ?? [];
  const frame = frames.find(({ id }) => id === frameId);
  if (frame === undefined || frame.name === name) return document;
  return { ...document, frames: frames.map((each) => (each === frame ? { ...each, name } : each)) };
}

/**
 * Moves that a hand made: a card let go inside a frame joins it, one let go clear of its own frame leaves it. Cards
 * that move together with their whole frame stay in it.
 */
export function dropNodes(document: WorkflowDocument, moves: Moves): WorkflowDocument {
  const after = moveNodes(document, moves);
  const frames = document.frames ?? [];
  if (frames.length === 0) return after;
  const before = placesOf(document);
  const movedIds = document.nodes.filter(({ id }) => moves.has(id)).map(({ id }) => id);
  const staying = (frame: Frame): Box | null =>
    frameBox({ ...frame, node_ids: frame.node_ids.filter((id) => !moves.has(id)) }, (id) => before.get(id));
  let next = after;
  for (const id of movedIds) {
    const place = moves.get(id) ?? { x: 0, y: 0 };
    const own = frames.find(({ node_ids: ids }) => ids.includes(id));
    const target = frames.find((frame) => frame !== own && isInside(place, staying(frame)));
    if (target) next = joinFrame(next, target.id, [id]);
    else if (
      own &&
      staying(own) !== null &&
      isClear(
        place,
        frameBox(own, (each) => before.get(each)),
      )
    )
      next = leaveFrames(next, [id]);
  }
  return next;
}

/** Is the middle of a card at `place` within the box? */
const isInside = (place: Point, box: Box | null): boolean => {
  if (box === null) return false;
  const x = place.x + cardSize.width / 2;
  const y = place.y + cardSize.height / 2;
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
};

const isClear = (place: Point, box: Box | null): boolean => box !== null && !overlap(cardBox(place), box);
