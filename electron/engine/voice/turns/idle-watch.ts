/** Silence of the caller while the agent waits: how long it has lasted, and how often they have been asked. */
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

export class IdleWatch {
  readonly #timeline: Timeline;
  readonly #maxIdleMs: number;
  /** `attempt`: 1 is the first since the caller was last heard. */
  readonly #onIdle: (attempt: number) => void;
  #timer: Disposable | undefined;
  #attempts = 0;

  constructor(timeline: Timeline, maxIdleMs: number, onIdle: (attempt: number) => void) {
    this.#timeline = timeline;
    this.#maxIdleMs = maxIdleMs;
    this.#onIdle = onIdle;
  }

  /** The caller has the floor and is silent, from now on. */
  arm(): void {
    this.#timer?.dispose();
    this.#timer = this.#timeline.at(this.#timeline.now() + this.#maxIdleMs, () => {
      this.#attempts += 1;
      this.#onIdle(this.#attempts);
    });
  }

  /** The caller makes a sound; it is not known yet whether it means anything. */
  pause(): void {
    this.#timer?.dispose();
  }

  /** The caller is there. */
  heard(): void {
    this.#timer?.dispose();
    this.#attempts = 0;
  }
}
