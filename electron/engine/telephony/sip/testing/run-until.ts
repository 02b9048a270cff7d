import type { VirtualTimeline } from '../../../base/timeline.ts';

/** Lets everything happen that is due up to that moment; the timeline is spent afterwards. */
export function runUntil(timeline: VirtualTimeline, atMs: number): Promise<void> {
  timeline.at(atMs, () => {
    timeline.dispose();
  });
  return timeline.run();
}
