/** Remembers the last picture, so that what has not changed keeps its object (see `adapter.ts`). */
import {
  isSameLayout,
  layoutOf,
  toFlowEdges,
  toFlowNodes,
  type CardNode,
  type Layout,
  type Picture,
  type TransitionEdge,
} from './adapter.ts';
import { toBackdrop, type FlowNode } from './backdrop.ts';
import { routeEdges, type EdgeRoute } from './geometry.ts';

export interface FlowGraph {
  nodes: (picture: Picture) => FlowNode[];
  edges: (picture: Picture) => TransitionEdge[];
}

export function createFlowGraph(): FlowGraph {
  let cards: CardNode[] = [];
  let backdrop: ReturnType<typeof toBackdrop> = [];
  let nodes: FlowNode[] = [];
  let edges: TransitionEdge[] = [];
  let layout: Layout = { nodes: [], edges: [] };
  let routes = new Map<string, EdgeRoute>();
  return {
    nodes: (picture) => {
      const nextCards = toFlowNodes(picture, cards);
      const nextBackdrop = toBackdrop(picture, backdrop);
      if (nextCards !== cards || nextBackdrop !== backdrop) nodes = [...nextBackdrop, ...nextCards];
      cards = nextCards;
      backdrop = nextBackdrop;
      return nodes;
    },
    edges: (picture) => {
      const next = layoutOf(picture);
      if (!isSameLayout(layout, next)) {
        layout = next;
        routes = routeEdges(layout.nodes, layout.edges);
      }
      return (edges = toFlowEdges(picture, routes, edges));
    },
  };
}
