/** What is copied: a piece of a document that stands by itself, and putting it into a document. */
import type { Frame, Note, WorkflowDocument, WorkflowEdge, WorkflowNode } from '../../domain/workflow.ts';
import type { ToolDocument } from '../../domain/tool.ts';
import { boxAround, cardBox, noteBox, onGrid, type Box, type Point } from './extent.ts';
import { withFrames } from './frames.ts';
import { createIds } from './ids.ts';
import { withNotes } from './notes.ts';
import { framesIn, notesIn, type Selection } from './selection.ts';

export interface Clip {
  nodes: readonly WorkflowNode[];
  /** Only those between the nodes. */
  edges: readonly WorkflowEdge[];
  frames: readonly Frame[];
  notes: readonly Note[];
  /** The tools that the nodes name, so that they can be used where they are pasted. */
  tools: readonly ToolDocument[];
}

export const isEmptyClip = ({ nodes, notes }: Clip): boolean => nodes.length + notes.length === 0;

/** What is selected, with the nodes of selected frames, the edges between the nodes and the frames that are whole. */
export function clipOf(document: WorkflowDocument, selection: Selection): Clip {
  const frameIds = new Set(framesIn(selection));
  const allFrames = document.frames ?? [];
  const nodeIds = new Set([
    ...selection.nodeIds,
    ...allFrames.filter(({ id }) => frameIds.has(id)).flatMap((frame) => frame.node_ids),
  ]);
  const noteIds = new Set(notesIn(selection));
  const nodes = document.nodes.filter(({ id }) => nodeIds.has(id));
  const toolIds = new Set(nodes.flatMap(({ data }) => data.tool_uuids ?? []));
  return {
    nodes,
    edges: document.edges.filter(({ source, target }) => nodeIds.has(source) && nodeIds.has(target)),
    frames: allFrames.filter(
      ({ node_ids: ids }) =>
        ids.length > 0 && ids.length <= nodeIds.size && ids.every((id) => nodeIds.has(id)),
    ),
    notes: (document.notes ?? []).filter(({ id }) => noteIds.has(id)),
    tools: (document.workflow_configurations?.tools ?? []).filter(({ tool_uuid: id }) => toolIds.has(id)),
  };
}

export function clipBox(clip: Clip): Box | null {
  return boxAround([...clip.nodes.map(({ position }) => cardBox(position)), ...clip.notes.map(noteBox)]);
}

export interface Pasted {
  document: WorkflowDocument;
  /** What was put in. */
  selection: Selection;
  /** What could not be put in as it was, in sentences for a person. */
  remarks: readonly string[];
}

/**
 * Puts a clip into a document, moved by `by`. Ids and names that are taken are changed; edges and frames follow their
 * nodes. A second start node becomes an agent node, and a second global node is left out.
 */
export function pasteClip(document: WorkflowDocument, clip: Clip, by: Point): Pasted {
  const ids = createIds(document);
  const names = createNames(document);
  const remarks: string[] = [];
  let hasStart = document.nodes.some(({ type }) => type === 'startCall');
  let hasGlobal = document.nodes.some(({ type }) => type === 'globalNode');
  const renamed = new Map<string, string>();
  const nodes: WorkflowNode[] = [];
  for (const node of clip.nodes) {
    if (node.type === 'globalNode' && hasGlobal) {
      remarks.push(`“${node.data.name ?? node.id}” was left out: the agent has a global node already.`);
      continue;
    }
    const type = node.type === 'startCall' && hasStart ? 'agentNode' : node.type;
    if (type !== node.type)
      remarks.push(`“${node.data.name ?? node.id}” became an agent node: a call begins in one place.`);
    hasStart ||= type === 'startCall';
    hasGlobal ||= type === 'globalNode';
    const id = ids.keepOrNext(node.id);
    renamed.set(node.id, id);
    const { name } = node.data;
    nodes.push({
      ...node,
      id,
      type,
      position: shifted(node.position, by),
      data: name === undefined ? node.data : { ...node.data, name: names(name) },
    });
  }
  const edges = clip.edges.flatMap((edge): WorkflowEdge[] => {
    const source = renamed.get(edge.source);
    const target = renamed.get(edge.target);
    if (source === undefined || target === undefined) return [];
    return [{ ...edge, id: ids.keepOrNext(edge.id), source, target }];
  });
  const frames = clip.frames.map((frame) => ({
    ...frame,
    id: ids.keepOrNext(frame.id),
    node_ids: frame.node_ids.flatMap((id) => renamed.get(id) ?? []),
  }));
  const notes = clip.notes.map((note) => ({
    ...note,
    id: ids.keepOrNext(note.id),
    position: shifted(note.position, by),
  }));
  let next: WorkflowDocument = {
    ...document,
    nodes: [...document.nodes, ...nodes],
    edges: [...document.edges, ...edges],
  };
  if (frames.length > 0) next = withFrames(next, [...(next.frames ?? []), ...frames]);
  if (notes.length > 0) next = withNotes(next, [...(next.notes ?? []), ...notes]);
  return {
    document: withTools(next, clip.tools),
    selection: {
      nodeIds: nodes.map(({ id }) => id),
      edgeIds: edges.map(({ id }) => id),
      noteIds: notes.map(({ id }) => id),
    },
    remarks,
  };
}

const shifted = ({ x, y }: Point, by: Point): Point => ({
  x: Math.round(x + by.x) + 0,
  y: Math.round(y + by.y) + 0,
});

/** By how much a clip is moved so that its middle lies at a point of the grid. */
export function offsetTo(clip: Clip, middle: Point): Point {
  const box = clipBox(clip);
  if (box === null) return { x: 0, y: 0 };
  return {
    x: onGrid(middle.x - box.width / 2) - box.x,
    y: onGrid(middle.y - box.height / 2) - box.y,
  };
}

/** What is selected once more, a little lower and to the right unless told otherwise. */
export function duplicate(
  document: WorkflowDocument,
  selection: Selection,
  by: Point = { x: 32, y: 32 },
): Pasted {
  return pasteClip(document, clipOf(document, selection), by);
}

/** Names that no node has: `Confirm`, `Confirm 2`, `Confirm 3`. */
function createNames(document: WorkflowDocument): (name: string) => string {
  const key = (name: string): string => name.trim().toLowerCase();
  const taken = new Set(document.nodes.map(({ data }) => key(data.name ?? '')));
  return (name) => {
    let next = name;
    const stem = name.trim().replace(/ \d+$/, '');
    for (let count = 2; next.trim() !== '' && taken.has(key(next)); count += 1) next = `${stem} ${count}`;
    taken.add(key(next));
    return next;
  };
}

/** Adds the tools that the document does not know. */
function withTools(document: WorkflowDocument, tools: readonly ToolDocument[]): WorkflowDocument {
  const configurations = document.workflow_configurations ?? {};
  const own = configurations.tools ?? [];
  const known = new Set(own.map(({ tool_uuid: id }) => id));
  const missing = tools.filter(({ tool_uuid: id }) => !known.has(id));
  if (missing.length === 0) return document;
  return { ...document, workflow_configurations: { ...configurations, tools: [...own, ...missing] } };
}
