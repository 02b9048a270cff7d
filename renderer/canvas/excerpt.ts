/** What a card says of its node, and whether a change of the node changes the card. */
import type { WorkflowEdge, WorkflowNode } from '#shared/domain/workflow.ts';
import { drawableTypes, nodeKinds } from './node-kinds.ts';

/** More does not fit on a card. */
const excerptLength = 160;

/** What the card quotes: the words that are spoken first, else the prompt. */
export function excerptOf(node: WorkflowNode): string {
  const greeting = node.data.greeting?.trim() ?? '';
  if (node.type === 'startCall' && greeting !== '') return `“${greeting.slice(0, excerptLength)}”`;
  if (!drawableTypes.some((type) => type === node.type)) return nodeKinds[node.type].purpose;
  return node.data.prompt?.trim().slice(0, excerptLength) ?? '';
}

/** Whether both are drawn the same: words behind the end of an excerpt and settings do not show on a card. */
export const looksSame = (a: WorkflowNode, b: WorkflowNode): boolean =>
  a === b ||
  (a.id === b.id && a.type === b.type && a.data.name === b.data.name && excerptOf(a) === excerptOf(b));

/** The same for edges, of which label and condition show. */
export const edgeLooksSame = (a: WorkflowEdge, b: WorkflowEdge): boolean =>
  a === b ||
  (a.id === b.id &&
    a.source === b.source &&
    a.target === b.target &&
    a.data.label === b.data.label &&
    a.data.condition === b.data.condition);
