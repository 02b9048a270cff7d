import type {
  NodeData,
  NodeType,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '../../domain/workflow.ts';
import { nodeSpecs } from '../../nodes/index.ts';
import type { Point } from './extent.ts';
import { freeId } from './ids.ts';

/** A document and what was put into it. */
export interface Added {
  document: WorkflowDocument;
  id: string;
}

export function addNodeWith(
  document: WorkflowDocument,
  type: NodeType,
  position: Point,
  data: NodeData,
): Added {
  const id = freeId(document, nodeSpecs[type].stem);
  const node: WorkflowNode = { id, type, position, data };
  return { id, document: { ...document, nodes: [...document.nodes, node] } };
}

export function addEdge(document: WorkflowDocument, source: string, target: string): Added {
  const id = freeId(document, `${source}-${target}`);
  const edge: WorkflowEdge = { id, source, target, data: { label: '', condition: '' } };
  return { id, document: { ...document, edges: [...document.edges, edge] } };
}
