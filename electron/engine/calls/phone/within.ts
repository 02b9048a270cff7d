/** Acting upon a call from outside its timeline: by a page, by the rules, by what a vendor has answered. */
import type { Timeline } from '../../base/timeline.ts';

/** The work is done in an event of its own, at once where none is under way; what it answers or throws comes back. */
export function within<T>(timeline: Pick<Timeline, 'post'>, work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    timeline.post(() => {
      try {
        const done = work();
        if (done instanceof Promise) done.then(resolve, reject);
        else resolve(done);
      } catch (thrown) {
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
  });
}

/** What was answered, or thrown, wherever that was, comes back in an event of the timeline. */
export async function arrivalIn<T>(timeline: Pick<Timeline, 'post'>, answered: Promise<T>): Promise<T> {
  const told = await answered.then(
    (value) => () => value,
    (thrown: unknown) => () => {
      throw thrown;
    },
  );
  return within(timeline, told);
}
