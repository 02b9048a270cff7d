/** Of the text in a field: whose it is, and what the model gets with it. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { TextOwner } from '#shared/graph/variables.ts';
import type { Selection } from '../../../canvas/adapter.ts';

/** The form of what is selected holds the field. */
export function ownerOf({ nodeIds, edgeIds }: Selection): TextOwner {
  const [node] = nodeIds;
  const [edge] = edgeIds;
  if (nodeIds.length + edgeIds.length !== 1) return { kind: 'workflow', id: null };
  return node === undefined ? { kind: 'edge', id: edge ?? null } : { kind: 'node', id: node };
}

export interface SentText {
  /** Is it part of what a model reads? Greetings are spoken as they are. */
  isSent: boolean;
  /** With the global prompt before it; null where none is put there. */
  whole: string | null;
}

/** A field knows its text only: it is a prompt when it is that of its owner. */
export function sentText(document: WorkflowDocument, owner: TextOwner, text: string): SentText {
  const node = owner.kind === 'node' ? document.nodes.find(({ id }) => id === owner.id) : undefined;
  if (!node || text === '') return { isSent: false, whole: null };
  const { prompt, extraction_prompt: looksFor, qa_system_prompt: review } = node.data;
  if (text !== prompt) return { isSent: text === looksFor || text === review, whole: null };
  const isStep = node.type === 'startCall' || node.type === 'agentNode' || node.type === 'endCall';
  const addsGlobal = isStep && (node.data.add_global_prompt ?? node.type !== 'endCall');
  const global = addsGlobal
    ? document.nodes.find(({ type }) => type === 'globalNode')?.data.prompt
    : undefined;
  return { isSent: true, whole: global?.trim() ? `${global}\n\n${text}` : null };
}
