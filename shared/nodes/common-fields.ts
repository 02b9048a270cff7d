/** Fields that several node types share. */
import type { PromptField } from './field.ts';
import type { LaterKey, NodeField, NodeKey } from './spec.ts';

/** Longest prompt, characters: about 125,000 tokens, the whole context of many models. */
export const maxPromptLength = 500_000;

/** Longest text that is spoken word for word: ten minutes of speech. */
export const maxSpeechLength = 10_000;

export const nameField: NodeField = {
  key: 'name',
  kind: 'text',
  label: 'Name',
  help: 'How the step is called on the canvas, in the transcript and in the path of a run. Required.',
  required: 'Give it a short one.',
  maxLength: 200,
  default: '',
};

export const promptField: PromptField<NodeKey> = {
  key: 'prompt',
  kind: 'prompt',
  label: 'Prompt',
  help: 'What the model is told while the call is in this step. {{name}} puts in a value of the call. Required.',
  required: 'Write what the agent does in this step.',
  maxLength: maxPromptLength,
  rows: 6,
  placeholder: 'What the agent does in this step. A line in quotes is what the rehearsal says.',
  default: '',
  initial: '',
};

/** @param initial in a new node; a document that says nothing means no */
export const interruptField = (initial: boolean): NodeField => ({
  key: 'allow_interrupt',
  kind: 'switch',
  label: 'The caller may interrupt',
  help: 'When the caller speaks over the agent, it stops and listens. Off where a document says nothing.',
  section: 'Behaviour',
  default: false,
  initial,
});

/** @param byDefault for a document that says nothing, and in a new node */
export const globalPromptField = (byDefault: boolean): NodeField => ({
  key: 'add_global_prompt',
  kind: 'switch',
  label: 'Put the global prompt before this one',
  help: `The prompt of the global node and a blank line stand before this step's own. ${byDefault ? 'On' : 'Off'} where a document says nothing.`,
  section: 'Behaviour',
  default: byDefault,
  initial: byDefault,
});

export const extractionFields: readonly NodeField[] = [
  {
    key: 'extraction_enabled',
    kind: 'switch',
    label: 'Find values in what the caller says',
    help: 'When the step is left, the model reads the conversation and fills in the variables below. Off where a document says nothing.',
    section: 'Extraction',
    default: false,
  },
  {
    key: 'extraction_prompt',
    kind: 'prompt',
    label: 'What to look for',
    help: 'Guidance for finding the values, besides what each variable says of itself. Empty by default.',
    section: 'Extraction',
    shownWhen: { key: 'extraction_enabled', is: true },
    maxLength: 20_000,
    rows: 2,
    default: '',
  },
  {
    key: 'extraction_variables',
    kind: 'variables',
    label: 'Variables',
    help: 'Name, type and meaning of each value. Later texts use them as {{gathered_context.name}}, guards compare them, and the run keeps them.',
    section: 'Extraction',
    shownWhen: { key: 'extraction_enabled', is: true },
    maxCount: 100,
    default: [],
  },
];

export const toolsField: NodeField = {
  key: 'tool_uuids',
  kind: 'tools',
  label: 'Tools',
  help: 'What the model may do in this step besides talking and moving on. None by default.',
  section: 'Tools',
  // Hosted models take 128 functions; edges need some of them.
  maxCount: 100,
  default: [],
};

/** Of steps that talk with the caller. */
export const laterConversationKeys: readonly LaterKey[] = [
  { key: 'document_uuids', meaning: 'documents of a knowledge base to look things up in' },
  { key: 'mcp_tool_filters', meaning: 'which tools of MCP servers may be used' },
];
