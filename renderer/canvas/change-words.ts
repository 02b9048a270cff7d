import type { ChangeMark } from './adapter.ts';

/** What became of a thing, by word and sign: never colour alone. */
export const changeWords: Readonly<Record<ChangeMark, string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  moved: 'Moved',
};

export const changeSigns: Readonly<Record<ChangeMark, string>> = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '↔',
};
