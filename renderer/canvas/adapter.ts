/**
 * Domain graph → what React Flow draws, and back. Pure, and careful about identity: a card or edge whose picture
 * has not changed keeps its object, so that a keystroke in one of a thousand nodes draws one.
 */
import { Position, type Edge, type Node } from '@xyflow/react';
import type {
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
  WorkflowProblem,
} from '#shared/domain/workflow.ts';
import type { Selection, Size } from '#shared/graph/edit/index.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
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

/** How often runs have come by: what none has exercised is dimmed. Ids without an entry count 0. */
export interface RunCounts {
  nodes: Readonly<Record<string, number>>;
  edges: Readonly<Record<string, number>>;
}

/** What became of a card or an edge between two versions; `removed` ones are drawn as ghosts at their old places. */
export type ChangeMark = 'added' | 'removed' | 'changed' | 'moved';

/** By id; what is absent is as it was. */
export interface ChangeMarks {
  nodes: Readonly<Record<string, ChangeMark>>;
  edges: Readonly<Record<string, ChangeMark>>;
}

/** What a card or an edge is marked with. `problem` forbids calling, `hint` does not. */
// A type and not an interface: React Flow wants data with an index signature.
export type Marks = {
  problem: string | null;
  hint: string | null;
  /** Null where nothing is counted. */
  count: number | null;
  /** Null where no versions are compared, or nothing of it has changed. */
  change: ChangeMark | null;
};

/** The node and edge are those that are drawn: what does not show may be of an earlier moment. */
export type CardNode = Node<{ node: WorkflowNode; mark: PathMark } & Marks, 'card'>;
export type TransitionEdge = Edge<
  { edge: WorkflowEdge; route: EdgeRoute; mark: 'taken' | 'visited' | null } & Marks,
  'transition'
>;

export interface Picture {
  document: WorkflowDocument;
  /** Places of what is being dragged, and sizes of notes that are being resized. */
  dragged: ReadonlyMap<string, Point & Partial<Size>>;
  selection: Selection;
  path: CallPath | null;
  problems: readonly WorkflowProblem[];
  hints?: readonly WorkflowProblem[];
  counts?: RunCounts | null;
  changes?: ChangeMarks | null;
}

const handle = (
  type: 'source' | 'target',
  position: Position,
  x: number,
  y: number,
): NonNullable<CardNode['handles']>[number] => ({ id: position, type, position, x, y, width: 1, height: 1 });

/**
 * Handles are told rather than measured, so that edges are drawn to cards outside the view too. An edge may be drawn from
 * each side; the first of each type is that of the edges that are there.
 */
const handles: NonNullable<CardNode['handles']> = [
  handle('source', Position.Right, cardWidthPx, cardHeightPx / 2),
  handle('source', Position.Bottom, cardWidthPx / 2, cardHeightPx),
  handle('source', Position.Left, 0, cardHeightPx / 2),
  handle('source', Position.Top, cardWidthPx / 2, 0),
  { ...handle('target', Position.Left, 0, cardHeightPx / 2), id: null },
];

/** The marks of any node or edge, by its id. */
function marksOf(picture: Picture, kind: 'node' | 'edge'): (id: string) => Marks {
  const problems = messagesById(picture.problems, kind);
  const hints = messagesById(picture.hints ?? [], kind);
  const counts = kind === 'node' ? picture.counts?.nodes : picture.counts?.edges;
  const changes = kind === 'node' ? picture.changes?.nodes : picture.changes?.edges;
  return (id) => ({
    problem: problems.get(id) ?? null,
    hint: hints.get(id) ?? null,
    count: counts === undefined ? null : (counts[id] ?? 0),
    change: changes?.[id] ?? null,
  });
}

const sameMarks = (a: Marks, b: Marks): boolean =>
  a.problem === b.problem && a.hint === b.hint && a.count === b.count && a.change === b.change;

/** Only steps of the conversation are entered. */
const isCounted = ({ type }: WorkflowNode): boolean => nodeSpecs[type].role === 'conversation';

/** First message of each node or edge. */
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
  const marks = marksOf(picture, 'node');
  const cards = uniqueById(picture.document.nodes).map((node): CardNode => {
    const position = picture.dragged.get(node.id) ?? node.position;
    const isActive = picture.path?.activeNodeId === node.id;
    const mark: PathMark = isActive ? 'active' : visited.has(node.id) ? 'visited' : null;
    const own = isCounted(node) ? marks(node.id) : { ...marks(node.id), count: null };
    const old = known.get(node.id);
    if (
      old &&
      looksSame(old.data.node, node) &&
      old.data.mark === mark &&
      sameMarks(old.data, own) &&
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
      data: { node, mark, ...own },
      // The card itself carries the name and the role: the canvas names it as its active descendant.
      ariaRole: 'presentation',
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
  const marks = marksOf(picture, 'edge');
  const names = new Map(picture.document.nodes.map(({ id, data }) => [id, data.name?.trim() || id]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const edges = uniqueById(picture.document.edges).flatMap((edge): TransitionEdge[] => {
    const route = routes.get(edge.id);
    if (!route) return [];
    const isTaken = picture.path?.lastEdgeId === edge.id;
    const mark = isTaken ? 'taken' : visited.has(edge.id) ? 'visited' : null;
    const own = marks(edge.id);
    const old = known.get(edge.id);
    if (
      old?.data &&
      edgeLooksSame(old.data.edge, edge) &&
      old.data.mark === mark &&
      sameMarks(old.data, own) &&
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
        data: { edge, route, mark, ...own },
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

export function keepIfSame<T>(before: T[], now: T[]): T[] {
  return before.length === now.length && now.every((each, index) => each === before[index]) ? before : now;
}

/** What the routes depend on; unchanged by a keystroke, so that they need not be laid again. */
export interface Layout {
  nodes: { id: string; position: Point }[];
  edges: { id: string; source: string; target: string }[];
}

export function layoutOf({ nodes, edges }: WorkflowDocument): Layout {
  return {
    nodes: nodes.map(({ id, position }) => ({ id, position })),
    edges: edges.map(({ id, source, target }) => ({ id, source, target })),
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
export const isSameShape = (a: WorkflowDocument, b: WorkflowDocument): boolean =>
  a === b || (a.frames === b.frames && a.notes === b.notes && isSameLayout(a, b));

/** A draft may hold an id twice (the problems say so); React Flow can draw it once. */
export function uniqueById<T extends { id: string }>(items: readonly T[]): T[] {
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
