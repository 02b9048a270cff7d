/**
 * Automatic layout: the graph as the layout engine (ELK, https://eclipse.dev/elk/reference.html) takes it, and its answer
 * as moves. Layers run from left to right, as a conversation is read; frames are kept together.
 */
import type { Frame, WorkflowDocument, WorkflowNode } from '../../domain/workflow.ts';
import { boxAround, cardBox, cardSize, onGrid, type Point, type Size } from './extent.ts';
import type { Moves } from './move.ts';

/** The part of ELK's JSON format that we use. Positions are relative to the parent. */
export interface LayoutGraph extends Partial<Point>, Partial<Size> {
  id: string;
  children?: LayoutGraph[];
  edges?: { id: string; sources: string[]; targets: string[] }[];
  layoutOptions?: Record<string, string>;
}

const spacing: Record<string, string> = {
  // Room for the label of an edge between two layers.
  'elk.layered.spacing.nodeNodeBetweenLayers': '136',
  'elk.spacing.nodeNode': '56',
  'elk.spacing.edgeNode': '24',
  'elk.spacing.componentComponent': '80',
};
const options: Record<string, string> = {
  ...spacing,
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'false',
};
/** Above this many nodes a placement that is quicker and a little less straight. */
const manyNodes = 300;
const framePadding = '[top=40,left=24,bottom=24,right=24]';

/** The graph of these nodes (all without `nodeIds`), in the document's order, with the edges between them. */
export function layoutGraphOf(document: WorkflowDocument, nodeIds?: Iterable<string>): LayoutGraph {
  const wanted = nodeIds === undefined ? null : new Set(nodeIds);
  const nodes = [...new Map(document.nodes.map((node) => [node.id, node])).values()].filter(
    ({ id }) => wanted === null || wanted.has(id),
  );
  const there = new Set(nodes.map(({ id }) => id));
  const frameOf = new Map(
    (document.frames ?? []).flatMap((frame) => frame.node_ids.map((id): [string, Frame] => [id, frame])),
  );
  const children: LayoutGraph[] = [];
  const boxes = new Map<string, LayoutGraph>();
  for (const { id } of nodes) {
    const card: LayoutGraph = { id, ...cardSize };
    const frame = frameOf.get(id);
    if (frame === undefined) {
      children.push(card);
      continue;
    }
    const box = boxes.get(frame.id);
    if (box) {
      box.children?.push(card);
      continue;
    }
    const made: LayoutGraph = {
      id: frame.id,
      children: [card],
      layoutOptions: { ...spacing, 'elk.padding': framePadding },
    };
    boxes.set(frame.id, made);
    children.push(made);
  }
  return {
    id: 'graph',
    layoutOptions:
      nodes.length > manyNodes
        ? { ...options, 'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF' }
        : options,
    children,
    edges: document.edges
      .filter(({ source, target }) => source !== target && there.has(source) && there.has(target))
      .map(({ source, target }, index) => ({ id: `edge ${index}`, sources: [source], targets: [target] })),
  };
}

/** Where the laid out graph puts each node: on the grid, with its upper left corner where that of the nodes was. */
export function movesOfLayout(document: WorkflowDocument, laidOut: LayoutGraph): Moves {
  const places = new Map<string, Point>();
  const collect = (parent: LayoutGraph, at: Point): void => {
    for (const child of parent.children ?? []) {
      const place = { x: at.x + (child.x ?? 0), y: at.y + (child.y ?? 0) };
      if (child.children) collect(child, place);
      else places.set(child.id, place);
    }
  };
  collect(laidOut, { x: 0, y: 0 });
  const nodes = document.nodes.filter(({ id }) => places.has(id));
  const before = boxAround(nodes.map(({ position }) => cardBox(position)));
  const after = boxAround([...places.values()].map(cardBox));
  if (before === null || after === null) return new Map();
  const moveTo = ({ id, position }: WorkflowNode): [string, Point] => {
    const place = places.get(id) ?? position;
    return [
      id,
      { x: onGrid(before.x) + onGrid(place.x - after.x), y: onGrid(before.y) + onGrid(place.y - after.y) },
    ];
  };
  return new Map(nodes.map(moveTo));
}
