/** What happens to the machine that calls hang on: it slept, or has other addresses than before. */
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

/** How often it is looked, ms. */
const beatMs = 5000;
/** Shorter naps do a call no harm. */
const sleptMs = 10_000;
/** Where no clock stands still in sleep: a beat that comes so much too late was hardly a slow machine. */
const hardlySlowMs = 60_000;

export interface SurroundingsOptions {
  timeline: Timeline;
  /** Milliseconds since the machine was started, sleep included, which no setting of the clock changes: `os.uptime`. */
  upMs: () => number;
  /** Milliseconds by a clock that stands still while the machine sleeps; null where there is none. */
  awakeMs: (() => number) | null;
  /** Addresses by which the machine can be reached, in any order that stays the same. */
  addresses: () => string;
  /** Is there anything that hangs on it? Nothing is looked at otherwise. */
  needed: () => boolean;
  slept: (forMs: number) => void;
  networkChanged: () => void;
}

export class Surroundings implements Disposable {
  readonly #options: SurroundingsOptions;
  #beat: Disposable | undefined;
  #lastUpMs: number;
  #lastAwakeMs: number;
  #addresses: string;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
    this.#lastUpMs = options.upMs();
    this.#lastAwakeMs = options.awakeMs?.() ?? 0;
    this.#addresses = options.addresses();
    this.#schedule();
  }

  dispose(): void {
    this.#beat?.dispose();
  }

  #schedule(): void {
    const { timeline } = this.#options;
    this.#beat = timeline.at(timeline.now() + beatMs, () => {
      this.#look();
      this.#schedule();
    });
  }

  #look(): void {
    const { addresses, needed, slept, networkChanged } = this.#options;
    const asleepMs = this.#asleepMs();
    const isElsewhere = needed() && addresses() !== this.#addresses;
    if (isElsewhere) this.#addresses = addresses();
    // Who slept is told so alone: that the network is another one after it is no news.
    if (asleepMs > 0) slept(asleepMs);
    else if (isElsewhere) networkChanged();
  }

  /** Since the last look; 0 for awake. A busy machine's late beat is no sleep. */
  #asleepMs(): number {
    const { upMs, awakeMs } = this.#options;
    const sinceMs = upMs() - this.#lastUpMs;
    this.#lastUpMs += sinceMs;
    if (!awakeMs) return sinceMs - beatMs > hardlySlowMs ? sinceMs - beatMs : 0;
    const asleepMs = sinceMs - (awakeMs() - this.#lastAwakeMs);
    this.#lastAwakeMs = awakeMs();
    return asleepMs > sleptMs ? asleepMs : 0;
  }
}
