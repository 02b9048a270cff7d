/** What is selected: ids by kind. Never part of the document or of its history. */
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { reachableFrom } from '../functions.ts';

export interface Selection {
  nodeIds: readonly string[];
  edgeIds: readonly string[];
  /** Absent: none. */
  noteIds?: readonly string[];
  frameIds?: readonly string[];
}

export const nothingSelected: Selection = { nodeIds: [], edgeIds: [] };

export const notesIn = ({ noteIds = [] }: Selection): readonly string[] => noteIds;
export const framesIn = ({ frameIds = [] }: Selection): readonly string[] => frameIds;

export const selectedCount = (selection: Selection): number =>
  selection.nodeIds.length +
  selection.edgeIds.length +
  notesIn(selection).length +
  framesIn(selection).length;

export const isSelected = (selection: Selection): boolean => selectedCount(selection) > 0;

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((id, index) => id === b[index]));

export const isSameSelection = (a: Selection, b: Selection): boolean =>
  sameIds(a.nodeIds, b.nodeIds) &&
  sameIds(a.edgeIds, b.edgeIds) &&
  sameIds(notesIn(a), notesIn(b)) &&
  sameIds(framesIn(a), framesIn(b));

/** A selection of these ids, whatever they are; ids that the document does not have are left out. */
export function selectionOf(document: WorkflowDocument, ids: Iterable<string>): Selection {
  const wanted = new Set(ids);
  const among = (items: readonly { id: string }[] = []): string[] =>
    items.filter(({ id }) => wanted.has(id)).map(({ id }) => id);
  return {
    nodeIds: among(document.nodes),
    edgeIds: among(document.edges),
    noteIds: among(document.notes),
    frameIds: among(document.frames),
  };
}

/** The part of a selection that the document still has; the same object when that is all of it. */
export function selectable(selection: Selection, document: WorkflowDocument): Selection {
  const kept = (ids: readonly string[], items: readonly { id: string }[] = []): readonly string[] => {
    if (ids.length === 0) return ids;
    const there = new Set(items.map(({ id }) => id));
    return ids.every((id) => there.has(id)) ? ids : ids.filter((id) => there.has(id));
  };
  const next: Required<Selection> = {
    nodeIds: kept(selection.nodeIds, document.nodes),
    edgeIds: kept(selection.edgeIds, document.edges),
    noteIds: kept(notesIn(selection), document.notes),
    frameIds: kept(framesIn(selection), document.frames),
  };
  return isSameSelection(selection, next) ? selection : next;
}

export function everything(document: WorkflowDocument): Selection {
  const all = (items: readonly { id: string }[] = []): string[] => items.map(({ id }) => id);
  return { nodeIds: all(document.nodes), edgeIds: all(document.edges), noteIds: all(document.notes) };
}

/** Along the edges from the selected nodes: what they lead to, what leads to them, or both ways without end. */
export type Reach = 'downstream' | 'upstream' | 'connected';

/** The selected nodes (of a selected edge its ends) and all that a walk from them meets, with the edges between. */
export function extendAlong(document: WorkflowDocument, selection: Selection, reach: Reach): Selection {
  const edgeIds = new Set(selection.edgeIds);
  const ends = document.edges
    .filter(({ id }) => edgeIds.has(id))
    .flatMap(({ source, target }) =>
      reach === 'downstream' ? [target] : reach === 'upstream' ? [source] : [source, target],
    );
  const starts = [...selection.nodeIds, ...ends];
  const met =
    reach === 'connected' ? componentOf(document, starts) : reachableFrom(document, starts, direction(reach));
  return {
    nodeIds: document.nodes.filter(({ id }) => met.has(id)).map(({ id }) => id),
    edgeIds: document.edges
      .filter(({ source, target }) => met.has(source) && met.has(target))
      .map(({ id }) => id),
  };
}

const direction = (reach: 'downstream' | 'upstream'): 'forwards' | 'backwards' =>
  reach === 'downstream' ? 'forwards' : 'backwards';

function componentOf(document: WorkflowDocument, starts: readonly string[]): Set<string> {
  const mirrored = document.edges.map((edge) => ({ ...edge, source: edge.target, target: edge.source }));
  return reachableFrom({ ...document, edges: [...document.edges, ...mirrored] }, starts);
}
