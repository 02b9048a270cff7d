import { extractionFields, globalPromptField, nameField, promptField } from './common-fields.ts';
import type { NodeSpec } from './spec.ts';

export const endCall: NodeSpec = {
  type: 'endCall',
  word: 'End',
  noun: 'end node',
  purpose: 'Says its last words and hangs up.',
  meaning: 'muted',
  icon: 'flag',
  stem: 'end',
  role: 'conversation',
  instances: { min: 0, missing: null, max: null, refusal: null },
  incoming: { isAllowed: true, min: 1, refusal: null },
  outgoing: { isAllowed: false, refusal: 'An end node hangs up: nothing leads on from it.' },
  switchKey: null,
  excerptKeys: ['prompt'],
  fields: [
    nameField,
    promptField,
    globalPromptField(false),
    {
      key: 'call_disposition',
      kind: 'text',
      label: 'Outcome',
      help: 'The disposition of calls that end here, such as user_qualified, unless one was extracted. end_call_tool where nothing is set.',
      section: 'Behaviour',
      placeholder: 'end_call_tool',
      maxLength: 100,
      default: '',
    },
    ...extractionFields,
  ],
  later: [{ key: 'is_end', meaning: 'a mark of older documents for where calls end' }],
  notice: null,
};
