import type { NamespaceHandlers } from './handler.ts';

export const doNotCallHandlers: NamespaceHandlers<'do-not-call'> = {
  'do-not-call.list': (query, { studio }) => studio.doNotCall.list(query),
  'do-not-call.add': ({ numbers, country, reason }, { studio }) =>
    studio.doNotCall.add(numbers, country, reason),
  'do-not-call.remove': async ({ number }, { studio }) => {
    await studio.doNotCall.remove(number);
    return undefined;
  },
};
