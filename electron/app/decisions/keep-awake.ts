/**
 * Keeps the machine from sleeping while calls are up.
 *
 * @param blocker begins, and ends, to keep it awake: `powerSaveBlocker` of Electron
 */
export function keepAwakeBy(blocker: {
  start: () => number;
  stop: (id: number) => void;
}): (active: boolean) => void {
  let id: number | null = null;
  return (active) => {
    if (active) id ??= blocker.start();
    else if (id !== null) {
      blocker.stop(id);
      id = null;
    }
  };
}
