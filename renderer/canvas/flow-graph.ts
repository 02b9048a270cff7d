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
import { routeEdges, type EdgeRoute } from './geometry.ts';

export interface FlowGraph {
  nodes: (picture: Picture) => CardNode[];
  edges: (picture: Picture) => TransitionEdge[];
}

export function createFlowGraph(): FlowGraph {
  let nodes: CardNode[] = [];
  let edges: TransitionEdge[] = [];
  let layout: Layout = { nodes: [], edges: [] };
  let routes = new Map<string, EdgeRoute>();
  return {
    nodes: (picture) => (nodes = toFlowNodes(picture, nodes)),
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
