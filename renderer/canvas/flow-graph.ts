/** Remembers the last picture, so that what has not changed keeps its object (see `adapter.ts`). */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
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
import { createRouter } from './geometry.ts';

export interface FlowGraph {
  nodes: (picture: Picture) => FlowNode[];
  edges: (picture: Picture) => TransitionEdge[];
}

export function createFlowGraph(): FlowGraph {
  let cards: CardNode[] = [];
  let backdrop: ReturnType<typeof toBackdrop> = [];
  let nodes: FlowNode[] = [];
  let edges: TransitionEdge[] = [];
  let drawn: WorkflowDocument | null = null;
  let layout: Layout = { nodes: [], edges: [] };
  let router = createRouter([], []);
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
      const { document, dragged } = picture;
      if (document.nodes !== drawn?.nodes || document.edges !== drawn.edges) {
        drawn = document;
        if (!isSameLayout(layout, document)) {
          layout = layoutOf(document);
          router = createRouter(layout.nodes, layout.edges);
        }
      }
      const routes = dragged.size === 0 ? router.routes : router.whileMoved(dragged);
      return (edges = toFlowEdges(picture, routes, edges));
    },
  };
}
