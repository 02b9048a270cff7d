import { nameField, promptField } from './common-fields.ts';
import type { NodeSpec } from './spec.ts';

const standsApart = 'The global node stands apart: it has no edges.';

export const globalNode: NodeSpec = {
  type: 'globalNode',
  word: 'Global',
  noun: 'global node',
  purpose: 'A prompt put before the prompt of every step. At most one, without edges.',
  meaning: 'transition',
  icon: 'world',
  stem: 'global',
  role: 'global',
  instances: {
    min: 0,
    missing: null,
    max: 1,
    refusal: 'There is a global node already: one prompt for all steps.',
  },
  incoming: { isAllowed: false, min: 0, refusal: standsApart },
  outgoing: { isAllowed: false, refusal: standsApart },
  switchKey: null,
  excerptKeys: ['prompt'],
  fields: [
    nameField,
    {
      ...promptField,
      help: 'Stands before the prompt of every step that asks for it: who the agent is and how it speaks. Required.',
      required: 'Write who the agent is and how it speaks.',
      placeholder: 'Who the agent is and how it speaks, in every step.',
    },
  ],
  later: [],
  notice: null,
};
