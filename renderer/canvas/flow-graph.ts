/** Remembers the last picture, so that what has not changed keeps its object (see `adapter.ts`). */
import { toFlowEdges, toFlowNodes, type CardNode, type Picture, type TransitionEdge } from './adapter.ts';

export interface FlowGraph {
  nodes: (picture: Picture) => CardNode[];
  edges: (picture: Picture) => TransitionEdge[];
}

export function createFlowGraph(): FlowGraph {
  let nodes: CardNode[] = [];
  let edges: TransitionEdge[] = [];
  return {
    nodes: (picture) => (nodes = toFlowNodes(picture, nodes)),
    edges: (picture) => (edges = toFlowEdges(picture, edges)),
  };
}
