/** What lies behind the cards: frames around nodes, and notes. */
import type { Node } from '@xyflow/react';
import type { Frame, Note } from '#shared/domain/workflow.ts';
import { frameBox, framesIn, notesIn, placesOf } from '#shared/graph/edit/index.ts';
import { keepIfSame, uniqueById, type CardNode, type Picture } from './adapter.ts';

export type NoteNode = Node<{ note: Note }, 'note'>;
export type FrameNode = Node<{ frame: Frame }, 'frame'>;
export type FlowNode = CardNode | NoteNode | FrameNode;

/** Frames lie lowest, then notes, then edges and cards. */
const frameLevel = -2;
const noteLevel = -1;

/** The same array as before when neither a frame nor a note has changed. */
export function toBackdrop(
  picture: Picture,
  previous: (NoteNode | FrameNode)[] = [],
): (NoteNode | FrameNode)[] {
  const { frames = [], notes = [] } = picture.document;
  if (frames.length + notes.length === 0) return previous.length === 0 ? previous : [];
  const known = new Map(previous.map((item) => [item.id, item]));
  const next = [...framesOf(picture, frames, known), ...notesOf(picture, notes, known)];
  return keepIfSame(previous, next);
}

type Known = ReadonlyMap<string, NoteNode | FrameNode>;

function framesOf(picture: Picture, frames: readonly Frame[], known: Known): (NoteNode | FrameNode)[] {
  const selected = new Set(framesIn(picture.selection));
  const places = placesOf(picture.document);
  return uniqueById(frames).flatMap((frame) => {
    const box = frameBox(frame, (id) => picture.dragged.get(id) ?? places.get(id));
    if (box === null) return [];
    const old = known.get(frame.id);
    const isSelected = selected.has(frame.id);
    if (old?.type === 'frame' && old.data.frame === frame && old.selected === isSelected && isAt(old, box))
      return [old];
    return [
      {
        id: frame.id,
        type: 'frame' as const,
        position: { x: box.x, y: box.y },
        ...sized(box),
        selected: isSelected,
        // A box drawn around cards does not take the frame along: a frame is selected by its name.
        selectable: false,
        connectable: false,
        dragHandle: frameHandle,
        zIndex: frameLevel,
        style: { pointerEvents: 'none' as const },
        data: { frame },
        ariaRole: 'presentation' as const,
      },
    ];
  });
}

/** Class of the part of a frame by which it is dragged. */
export const frameHandleClass = 'parley-frame-handle';
const frameHandle = `.${frameHandleClass}`;

function notesOf(picture: Picture, notes: readonly Note[], known: Known): (NoteNode | FrameNode)[] {
  const selected = new Set(notesIn(picture.selection));
  return uniqueById(notes).map((note) => {
    const held = picture.dragged.get(note.id);
    const box = {
      x: held?.x ?? note.position.x,
      y: held?.y ?? note.position.y,
      width: held?.width ?? note.size.width,
      height: held?.height ?? note.size.height,
    };
    const old = known.get(note.id);
    const isSelected = selected.has(note.id);
    if (old?.type === 'note' && old.data.note === note && old.selected === isSelected && isAt(old, box))
      return old;
    return {
      id: note.id,
      type: 'note',
      position: { x: box.x, y: box.y },
      ...sized(box),
      selected: isSelected,
      connectable: false,
      zIndex: noteLevel,
      data: { note },
      ariaRole: 'presentation',
    };
  });
}

const sized = ({
  width,
  height,
}: {
  width: number;
  height: number;
}): Pick<Node, 'width' | 'height' | 'measured'> => ({
  width,
  height,
  measured: { width, height },
});

const isAt = (
  { position, width, height }: NoteNode | FrameNode,
  box: { x: number; y: number; width: number; height: number },
): boolean => position.x === box.x && position.y === box.y && width === box.width && height === box.height;
