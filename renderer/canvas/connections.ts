/** Which connections may be drawn: the rules of `shared/graph` for one edge, asked before it exists. */
import type { NodeType, WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';

/** Node types that an edge may not enter / leave, with the reason. */
const closedTo: Partial<Record<NodeType, string>> = {
  startCall: 'The start node is where the call begins: nothing leads back into it.',
  globalNode: 'The global node stands apart: it has no edges.',
  trigger: 'A trigger starts a run: nothing leads into it.',
  webhook: 'A webhook fires after the run: it has no edges.',
  qa: 'A QA node reviews the run afterwards: it has no edges.',
};
const closedFrom: Partial<Record<NodeType, string>> = {
  endCall: 'An end node hangs up: nothing leads on from it.',
  globalNode: 'The global node stands apart: it has no edges.',
  trigger: 'A trigger starts a run by itself: its edges are not followed.',
  webhook: 'A webhook fires after the run: it has no edges.',
  qa: 'A QA node reviews the run afterwards: it has no edges.',
};

export const mayLeave = (type: NodeType): boolean => closedFrom[type] === undefined;
export const mayEnter = (type: NodeType): boolean => closedTo[type] === undefined;

/** Why no edge may lead from `source` to `target`; null when one may. Two edges between the same nodes are allowed. */
export function connectionRefusal(document: WorkflowDocument, source: string, target: string): string | null {
  const find = (id: string): WorkflowNode | undefined => document.nodes.find((node) => node.id === id);
  const from = find(source);
  const to = find(target);
  if (!from || !to) return 'One of the two nodes is gone.';
  if (source === target) return 'A node cannot lead to itself: staying needs no edge.';
  return closedFrom[from.type] ?? closedTo[to.type] ?? null;
}
