/** Wall time with fractions of a millisecond that only goes forward, until somebody sets the clock or the machine slept. */
import type { Timeline } from '../../../base/timeline.ts';

/** A greater difference is no rounding: the clock was set. */
const toleranceMs = 50;

export class WallClock {
  readonly #timeline: Timeline;
  readonly #now: () => Date;
  #offsetMs: number;

  constructor(timeline: Timeline, now: () => Date) {
    this.#timeline = timeline;
    this.#now = now;
    this.#offsetMs = now().getTime() - timeline.now();
  }

  /** Milliseconds since 1970. */
  nowMs(): number {
    const timeMs = this.#timeline.now() + this.#offsetMs;
    const wallMs = this.#now().getTime();
    if (Math.abs(timeMs - wallMs) <= toleranceMs) return timeMs;
    this.#offsetMs = wallMs - this.#timeline.now();
    return wallMs;
  }
}
