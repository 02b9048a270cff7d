import type { NamespaceHandlers } from './handler.ts';

export const appHandlers: NamespaceHandlers<'app'> = {
  'app.info': async (_input, { studio, door }) => ({ ...(await studio.info()), door }),
  'app.voices': (_input, { studio }) => studio.tts.voices.map(({ id, name }) => ({ id, name })),
};
