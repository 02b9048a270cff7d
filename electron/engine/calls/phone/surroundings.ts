/** What happens to the machine that calls hang on: it slept, or has other addresses than before. */
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

/** How often it is looked, ms. */
const beatMs = 5000;
/** A beat that comes so much too late was no slow machine, but one that slept. */
const sleptMs = 10_000;

export interface SurroundingsOptions {
  timeline: Timeline;
  /** Milliseconds since the machine was started, sleep included, which no setting of the clock changes: `os.uptime`. */
  upMs: () => number;
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
  #addresses: string;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
    this.#lastUpMs = options.upMs();
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
    const { upMs, addresses, needed, slept, networkChanged } = this.#options;
    const nowMs = upMs();
    const lateMs = nowMs - this.#lastUpMs - beatMs;
    this.#lastUpMs = nowMs;
    const isElsewhere = needed() && addresses() !== this.#addresses;
    if (isElsewhere) this.#addresses = addresses();
    // Who slept is told so alone: that the network is another one after it is no news.
    if (lateMs > sleptMs) slept(lateMs);
    else if (isElsewhere) networkChanged();
  }
}
