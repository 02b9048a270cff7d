import type { NamespaceHandlers } from './handler.ts';

export const pricesHandlers: NamespaceHandlers<'prices'> = {
  'prices.list': (_input, { studio }) => studio.prices.list(),
  'prices.set': async ({ entry }, { studio }) => {
    await studio.prices.set(entry, entry);
    return studio.prices.list();
  },
  'prices.reset': async (key, { studio }) => {
    await studio.prices.set(key, null);
    return studio.prices.list();
  },
};
