/**
 * Domain graph → what React Flow draws, and back. Pure, and careful about identity: a card or edge whose picture
 * has not changed keeps its object, so that a keystroke in one of a thousand nodes draws one.
 */
import { Position, type Edge, type Node, type NodeChange } from '@xyflow/react';
import type {
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
  WorkflowProblem,
} from '#shared/domain/workflow.ts';
import { nothingSelected, type Selection } from '#shared/graph/edit/index.ts';
import { edgeLooksSame, looksSame } from './excerpt.ts';
import { cardHeightPx, cardWidthPx, type EdgeRoute, type Point } from './geometry.ts';

export { isSelected, nothingSelected, type Selection } from '#shared/graph/edit/index.ts';

/** Where the call has been and is. */
export interface CallPath {
  activeNodeId: string | null;
  lastEdgeId: string | null;
  visitedNodeIds: readonly string[];
  visitedEdgeIds: readonly string[];
}

/** `taken`: this very transition was the last one. */
export type PathMark = 'active' | 'visited' | null;

/** The node and edge are those that are drawn: what does not show may be of an earlier moment. */
export type CardNode = Node<{ node: WorkflowNode; mark: PathMark; problem: string | null }, 'card'>;
export type TransitionEdge = Edge<
  { edge: WorkflowEdge; route: EdgeRoute; mark: 'taken' | 'visited' | null; problem: string | null },
  'transition'
>;

export interface Picture {
  document: WorkflowDocument;
  /** Positions of cards that are being dragged. */
  dragged: ReadonlyMap<string, Point>;
  selection: Selection;
  path: CallPath | null;
  problems: readonly WorkflowProblem[];
}

/** Handles are told rather than measured, so that edges are drawn to cards outside the view too. */
const handles: NonNullable<CardNode['handles']> = (['source', 'target'] as const).map((type) => ({
  type,
  position: type === 'source' ? Position.Right : Position.Left,
  x: type === 'source' ? cardWidthPx : 0,
  y: cardHeightPx / 2,
  width: 1,
  height: 1,
}));

/** First message of each node and edge. */
function messagesById(problems: readonly WorkflowProblem[], kind: 'node' | 'edge'): Map<string, string> {
  const messages = new Map<string, string>();
  for (const problem of problems) {
    if (problem.kind === kind && problem.id !== null && !messages.has(problem.id))
      messages.set(problem.id, problem.message);
  }
  return messages;
}

/** The same array as before when no card has changed. */
export function toFlowNodes(picture: Picture, previous: CardNode[] = []): CardNode[] {
  const known = new Map(previous.map((card) => [card.id, card]));
  const selected = new Set(picture.selection.nodeIds);
  const visited = new Set(picture.path?.visitedNodeIds);
  const messages = messagesById(picture.problems, 'node');
  const cards = uniqueById(picture.document.nodes).map((node): CardNode => {
    const position = picture.dragged.get(node.id) ?? node.position;
    const isActive = picture.path?.activeNodeId === node.id;
    const mark: PathMark = isActive ? 'active' : visited.has(node.id) ? 'visited' : null;
    const problem = messages.get(node.id) ?? null;
    const old = known.get(node.id);
    if (
      old &&
      looksSame(old.data.node, node) &&
      old.data.mark === mark &&
      old.data.problem === problem &&
      old.selected === selected.has(node.id) &&
      old.position.x === position.x &&
      old.position.y === position.y
    )
      return old;
    return {
      id: node.id,
      type: 'card',
      position,
      width: cardWidthPx,
      height: cardHeightPx,
      measured: { width: cardWidthPx, height: cardHeightPx },
      handles,
      selected: selected.has(node.id),
      data: { node, mark, problem },
      ariaLabel: node.data.name?.trim() || node.id,
    };
  });
  return keepIfSame(previous, cards);
}

/** The same array as before when no edge has changed. */
export function toFlowEdges(
  picture: Picture,
  routes: ReadonlyMap<string, EdgeRoute>,
  previous: TransitionEdge[] = [],
): TransitionEdge[] {
  const known = new Map(previous.map((edge) => [edge.id, edge]));
  const selected = new Set(picture.selection.edgeIds);
  const visited = new Set(picture.path?.visitedEdgeIds);
  const messages = messagesById(picture.problems, 'edge');
  const names = new Map(picture.document.nodes.map(({ id, data }) => [id, data.name?.trim() || id]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const edges = uniqueById(picture.document.edges).flatMap((edge): TransitionEdge[] => {
    const route = routes.get(edge.id);
    if (!route) return [];
    const isTaken = picture.path?.lastEdgeId === edge.id;
    const mark = isTaken ? 'taken' : visited.has(edge.id) ? 'visited' : null;
    const problem = messages.get(edge.id) ?? null;
    const old = known.get(edge.id);
    if (
      old?.data &&
      edgeLooksSame(old.data.edge, edge) &&
      old.data.mark === mark &&
      old.data.problem === problem &&
      old.selected === selected.has(edge.id) &&
      sameRoute(old.data.route, route)
    )
      return [old];
    return [
      {
        id: edge.id,
        type: 'transition',
        source: edge.source,
        target: edge.target,
        selected: selected.has(edge.id),
        data: { edge, route, mark, problem },
        ariaLabel: `${edge.data.label?.trim() || 'Unnamed edge'}, from ${nameOf(edge.source)} to ${nameOf(edge.target)}`,
      },
    ];
  });
  // Later ones are drawn over earlier ones; the labels lie over all of them.
  const isMarked = (edge: TransitionEdge): number => (edge.data?.mark === null ? 0 : 1);
  return keepIfSame(
    previous,
    edges.sort((a, b) => isMarked(a) - isMarked(b)),
  );
}

function keepIfSame<T>(before: T[], now: T[]): T[] {
  return before.length === now.length && now.every((each, index) => each === before[index]) ? before : now;
}

/** What the routes depend on; unchanged by a keystroke, so that they need not be laid again. */
export interface Layout {
  nodes: { id: string; position: Point }[];
  edges: { id: string; source: string; target: string }[];
}

export function layoutOf({ document, dragged }: Picture): Layout {
  return {
    nodes: document.nodes.map(({ id, position }) => ({ id, position: dragged.get(id) ?? position })),
    edges: document.edges.map(({ id, source, target }) => ({ id, source, target })),
  };
}

export const isSameLayout = (a: Layout, b: Layout): boolean =>
  a.nodes.length === b.nodes.length &&
  a.edges.length === b.edges.length &&
  a.nodes.every((node, index) => {
    const other = b.nodes[index];
    return (
      node.id === other?.id && node.position.x === other.position.x && node.position.y === other.position.y
    );
  }) &&
  a.edges.every((edge, index) => {
    const other = b.edges[index];
    return edge.id === other?.id && edge.source === other.source && edge.target === other.target;
  });

/** Whether both documents have the same nodes at the same places and the same edges between them. */
export function isSameShape(a: WorkflowDocument, b: WorkflowDocument): boolean {
  const plain = { dragged: new Map(), selection: nothingSelected, path: null, problems: [] };
  return a === b || isSameLayout(layoutOf({ ...plain, document: a }), layoutOf({ ...plain, document: b }));
}

/** A draft may hold an id twice (the problems say so); React Flow can draw it once. */
function uniqueById<T extends { id: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}

const sameRoute = (a: EdgeRoute, b: EdgeRoute): boolean =>
  a.source.x === b.source.x &&
  a.source.y === b.source.y &&
  a.source.side === b.source.side &&
  a.target.x === b.target.x &&
  a.target.y === b.target.y &&
  a.target.side === b.target.side;

/** What React Flow reports about positions: cards still held, and those let go. */
export function movesOf(changes: readonly NodeChange<CardNode>[]): {
  held: Map<string, Point>;
  dropped: Map<string, Point>;
} {
  const held = new Map<string, Point>();
  const dropped = new Map<string, Point>();
  for (const change of changes) {
    if (change.type !== 'position' || !change.position) continue;
    (change.dragging === true ? held : dropped).set(change.id, change.position);
  }
  return { held, dropped };
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
