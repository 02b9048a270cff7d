import { nameField } from './common-fields.ts';
import type { NodeSpec } from './spec.ts';

export const trigger: NodeSpec = {
  type: 'trigger',
  word: 'Trigger',
  noun: 'trigger node',
  purpose: 'An address that starts runs in Dograh. Kept for it, not used here.',
  meaning: 'tool',
  icon: 'bolt',
  stem: 'trigger',
  role: 'starts-run',
  instances: {
    min: 0,
    missing: null,
    max: 1,
    refusal: 'There is a trigger already: one address starts this agent.',
  },
  incoming: { isAllowed: false, min: 0, refusal: 'A trigger starts a run: nothing leads into it.' },
  // Older documents draw an edge from it to the start; it is not followed.
  outgoing: {
    isAllowed: true,
    refusal: 'A trigger starts a run by itself: its edges are not followed.',
  },
  switchKey: 'enabled',
  excerptKeys: [],
  fields: [nameField],
  later: [
    { key: 'enabled', meaning: 'whether the address that starts runs is open' },
    {
      key: 'trigger_path',
      meaning: 'the path of the address that starts runs',
      maxLength: 36,
      isUnique: true,
    },
  ],
  notice: 'Parley has no address that starts runs. The trigger is kept with all its settings for Dograh.',
};
