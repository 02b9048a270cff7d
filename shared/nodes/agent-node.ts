import {
  extractionFields,
  globalPromptField,
  interruptField,
  laterConversationKeys,
  nameField,
  promptField,
  toolsField,
} from './common-fields.ts';
import type { NodeSpec } from './spec.ts';

export const agentNode: NodeSpec = {
  type: 'agentNode',
  word: 'Agent',
  noun: 'agent node',
  purpose: 'One step of the conversation, with its own prompt.',
  meaning: 'agent',
  icon: 'message',
  stem: 'agent',
  role: 'conversation',
  instances: { min: 0, missing: null, max: null, refusal: null },
  incoming: { isAllowed: true, min: 1, refusal: null },
  outgoing: { isAllowed: true, refusal: null },
  switchKey: null,
  excerptKeys: ['prompt'],
  fields: [
    nameField,
    promptField,
    interruptField(true),
    globalPromptField(true),
    ...extractionFields,
    toolsField,
  ],
  later: laterConversationKeys,
  notice: null,
};
