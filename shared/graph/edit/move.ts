import type { WorkflowDocument } from '../../domain/workflow.ts';
import type { Point } from './extent.ts';
import { framesIn, notesIn, type Selection } from './selection.ts';

/** Ids of nodes and notes, and where each goes. */
export type Moves = ReadonlyMap<string, Point>;

/** Puts nodes and notes where `moves` says, rounded to whole pixels; the same document when all are there already. */
export function moveNodes(document: WorkflowDocument, moves: Moves): WorkflowDocument {
  const nodes = moved(document.nodes, moves);
  const notes = document.notes === undefined ? undefined : moved(document.notes, moves);
  if (nodes === document.nodes && notes === document.notes) return document;
  return { ...document, nodes, ...(notes === undefined ? {} : { notes }) };
}

function moved<T extends { id: string; position: Point }>(items: T[], moves: Moves): T[] {
  const next = items.map((item) => {
    const to = moves.get(item.id);
    if (!to) return item;
    // Adding 0 turns −0 into 0, which JSON would not tell apart.
    const position = { x: Math.round(to.x) + 0, y: Math.round(to.y) + 0 };
    if (position.x === item.position.x && position.y === item.position.y) return item;
    return { ...item, position };
  });
  return next.every((item, index) => item === items[index]) ? items : next;
}

/** Where everything selected is that has a place: nodes, those of selected frames, and notes. */
export function placesOfSelected(document: WorkflowDocument, selection: Selection): Map<string, Point> {
  const frameIds = new Set(framesIn(selection));
  const framed = (document.frames ?? [])
    .filter(({ id }) => frameIds.has(id))
    .flatMap((frame) => frame.node_ids);
  const ids = new Set([...selection.nodeIds, ...framed, ...notesIn(selection)]);
  return new Map(
    [...document.nodes, ...(document.notes ?? [])]
      .filter(({ id }) => ids.has(id))
      .map(({ id, position }) => [id, position]),
  );
}

/** Moves all that is selected by canvas pixels. */
export function nudge(document: WorkflowDocument, selection: Selection, by: Point): WorkflowDocument {
  const places = placesOfSelected(document, selection);
  return moveNodes(
    document,
    new Map([...places].map(([id, { x, y }]) => [id, { x: x + by.x, y: y + by.y }])),
  );
}
