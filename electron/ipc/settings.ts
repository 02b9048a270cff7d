import type { NamespaceHandlers } from './handler.ts';

export const settingsHandlers: NamespaceHandlers<'settings'> = {
  'settings.get': (_input, { settings }) => settings.get(),
  'settings.set': (change, { settings }) => settings.set(change),
};
