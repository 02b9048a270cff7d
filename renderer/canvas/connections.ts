/** Which connections may be drawn: what the specification says of edges, asked before there is one. */
import type { NodeType, WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';

export const mayLeave = (type: NodeType): boolean => nodeSpecs[type].outgoing.refusal === null;
export const mayEnter = (type: NodeType): boolean => nodeSpecs[type].incoming.refusal === null;

/** Why no edge may lead from `source` to `target`; null when one may. Two edges between the same nodes are allowed. */
export function connectionRefusal(document: WorkflowDocument, source: string, target: string): string | null {
  const find = (id: string): WorkflowNode | undefined => document.nodes.find((node) => node.id === id);
  const from = find(source);
  const to = find(target);
  if (!from || !to) return 'One of the two nodes is gone.';
  if (source === target) return 'A node cannot lead to itself: staying needs no edge.';
  return nodeSpecs[from.type].outgoing.refusal ?? nodeSpecs[to.type].incoming.refusal;
}
