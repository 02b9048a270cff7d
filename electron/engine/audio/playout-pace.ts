/** Brings the delay of a buffer back to its target, a period at a time, where nobody hears it. */
import { FRAME_SAMPLES } from './frame.ts';
import type { PlayoutQueue } from './playout-queue.ts';
import type { QuietMoments } from './quiet-moments.ts';
import { MAX_LAG, stretchPlace } from './time-stretch.ts';

const PER_MS = 16;
/** The delay is left alone between so much less and so much more than its target: frames quantise it by 20 ms. */
const SLACK_BELOW_MS = 5;
const SLACK_ABOVE_MS = 25;
/** Beyond these, speech is stretched too: where it repeats itself; anywhere. */
const SPEECH_EXCESS_MS = 60;
const ANY_EXCESS_MS = 150;
const LIKE = 0.9;

export class PlayoutPace {
  readonly #queue: PlayoutQueue;
  readonly #quiet: QuietMoments;
  #lengthened = 0;
  #shortened = 0;

  constructor(queue: PlayoutQueue, quiet: QuietMoments) {
    this.#queue = queue;
    this.#quiet = quiet;
  }

  /** In all, ms. */
  get stretched(): { lengthenedMs: number; shortenedMs: number } {
    return { lengthenedMs: this.#lengthened / PER_MS, shortenedMs: this.#shortened / PER_MS };
  }

  /**
   * By how much the delay has changed, ms. The queue holds a frame at least; `fetch` decodes until it holds so many samples,
   * and says whether it does.
   */
  adjust(excessMs: number, fetch: (samples: number) => boolean): number {
    if (excessMs > SLACK_ABOVE_MS) {
      // Only with sound that is there: nothing is made up to be taken away.
      const lag = fetch(FRAME_SAMPLES + MAX_LAG) ? this.#lagFor(excessMs) : 0;
      if (lag > 0) this.#queue.shorten(lag);
      this.#shortened += lag;
      return -lag / PER_MS;
    }
    const lag = excessMs < -SLACK_BELOW_MS ? this.#lagFor(-excessMs) : 0;
    if (lag > 0) this.#queue.lengthen(lag);
    this.#lengthened += lag;
    return lag / PER_MS;
  }

  /** 0: not here. */
  #lagFor(excessMs: number): number {
    const isQuiet = this.#quiet.isQuiet(this.#queue.samples.subarray(0, FRAME_SAMPLES));
    if (!isQuiet && excessMs < SPEECH_EXCESS_MS) return 0;
    const { lag, likeness } = stretchPlace(this.#queue.samples);
    return isQuiet || likeness >= LIKE || excessMs >= ANY_EXCESS_MS ? lag : 0;
  }
}
