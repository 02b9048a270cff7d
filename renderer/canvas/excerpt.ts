/** What a card says of its node, and whether a change of the node changes the card. */
import type { WorkflowEdge, WorkflowNode } from '#shared/domain/workflow.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';

/** More does not fit on a card. */
const excerptLength = 160;

/** What the card quotes: the words that are spoken first, else the prompt; a node beside the conversation says its purpose. */
export function excerptOf({ type, data }: WorkflowNode): string {
  const { excerptKeys, fields, role, purpose } = nodeSpecs[type];
  for (const key of excerptKeys) {
    const value = data[key];
    const text = typeof value === 'string' ? value.trim().slice(0, excerptLength) : '';
    if (text === '') continue;
    return fields.some((field) => field.key === key && field.kind === 'speech') ? `“${text}”` : text;
  }
  return role === 'conversation' || role === 'global' ? '' : purpose;
}

/** Whether both are drawn the same: words behind the end of an excerpt and settings do not show on a card. */
export const looksSame = (a: WorkflowNode, b: WorkflowNode): boolean =>
  a === b ||
  (a.id === b.id && a.type === b.type && a.data.name === b.data.name && excerptOf(a) === excerptOf(b));

/** The same for edges, of which label, condition and guard show. */
export const edgeLooksSame = (a: WorkflowEdge, b: WorkflowEdge): boolean =>
  a === b ||
  (a.id === b.id &&
    a.source === b.source &&
    a.target === b.target &&
    a.data.label === b.data.label &&
    a.data.condition === b.data.condition &&
    a.data.guard === b.data.guard);
