import type { WorkflowDocument } from '../../domain/workflow.ts';
import { boxAround, cardBox, noteBox, type Box, type Point } from './extent.ts';
import { moveNodes } from './move.ts';
import { notesIn, type Selection } from './selection.ts';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';

type Placed = Box & { id: string };

function placed(document: WorkflowDocument, selection: Selection): Placed[] {
  const ids = new Set([...selection.nodeIds, ...notesIn(selection)]);
  return [
    ...document.nodes.map(({ id, position }) => ({ id, ...cardBox(position) })),
    ...(document.notes ?? []).map((note) => ({ id: note.id, ...noteBox(note) })),
  ].filter(({ id }) => ids.has(id));
}

/** Puts selected cards and notes in line with the outermost of them, or with the middle of all. */
export function align(document: WorkflowDocument, selection: Selection, how: Alignment): WorkflowDocument {
  const boxes = placed(document, selection);
  const around = boxAround(boxes);
  if (around === null || boxes.length < 2) return document;
  return moveNodes(document, new Map(boxes.map((box) => [box.id, alignedIn(around, box, how)])));
}

function alignedIn(around: Box, { x, y, width, height }: Box, how: Alignment): Point {
  switch (how) {
    case 'left':
      return { x: around.x, y };
    case 'centre':
      return { x: around.x + (around.width - width) / 2, y };
    case 'right':
      return { x: around.x + around.width - width, y };
    case 'top':
      return { x, y: around.y };
    case 'middle':
      return { x, y: around.y + (around.height - height) / 2 };
    case 'bottom':
      return { x, y: around.y + around.height - height };
  }
}

/** Makes the gaps between selected cards and notes equal; the first and the last stay. */
export function distribute(
  document: WorkflowDocument,
  selection: Selection,
  along: 'x' | 'y',
): WorkflowDocument {
  const length = along === 'x' ? 'width' : 'height';
  const boxes = placed(document, selection).sort((a, b) => a[along] - b[along]);
  const first = boxes[0];
  const last = boxes.at(-1);
  if (!first || !last || boxes.length < 3) return document;
  const taken = boxes.reduce((sum, box) => sum + box[length], 0);
  const gap = (last[along] + last[length] - first[along] - taken) / (boxes.length - 1);
  const moves = new Map<string, Point>();
  let at = first[along];
  for (const box of boxes) {
    moves.set(box.id, { x: box.x, y: box.y, [along]: at });
    at += box[length] + gap;
  }
  return moveNodes(document, moves);
}
