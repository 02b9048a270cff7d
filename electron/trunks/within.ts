import type { Timeline } from '#engine/base/timeline.ts';

/** Does it inside an event of the user agent's timeline, where time is now; answers what comes of it. */
export function within<T>(timeline: Pick<Timeline, 'post'>, work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    timeline.post(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
