import type { NamespaceHandlers } from './handler.ts';

export const trunksHandlers: NamespaceHandlers<'trunks'> = {
  'trunks.list': (_input, { studio }) => studio.trunks.list(),
  'trunks.save': ({ trunk, password }, { studio }) => studio.trunks.save(trunk, password),
  'trunks.delete': async ({ id }, { studio }) => {
    await studio.trunks.delete(id);
    return undefined;
  },
  'trunks.restore': ({ id }, { studio }) => studio.trunks.restore(id),
  'trunks.test': ({ id, with_call: withCall }, { studio }) => studio.trunks.test(id, withCall),
  'trunks.stop-test': ({ id }, { studio }) => {
    studio.trunks.stopTest(id);
    return undefined;
  },
};
