import { powerSaveBlocker } from 'electron';
import { keepAwakeBy } from './decisions/keep-awake.ts';

/** The screen may go dark; the machine stays up. */
export const keepAwake = keepAwakeBy({
  start: () => powerSaveBlocker.start('prevent-app-suspension'),
  stop: (id) => {
    powerSaveBlocker.stop(id);
  },
});
