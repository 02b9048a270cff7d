/** Of two processes on one data directory the owner is called: the same account twice would ring at both. */
import type { Disposable } from '#engine/base/disposable.ts';
import type { Timeline } from '#engine/base/timeline.ts';

/** How often it is looked, ms: nobody tells a process that it has become the owner. */
const lookEveryMs = 5000;

/** Does it once, as soon as this process owns the data directory: now, or when the owner before it has ended. */
export function whenOwner(options: {
  timeline: Pick<Timeline, 'now' | 'at'>;
  isOwner: () => boolean;
  begin: () => void;
}): Disposable {
  const { timeline, isOwner, begin } = options;
  let next: Disposable | null = null;
  const look = (): void => {
    if (isOwner()) begin();
    else next = timeline.at(timeline.now() + lookEveryMs, look);
  };
  look();
  return {
    dispose: () => {
      next?.dispose();
    },
  };
}
