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
/** Where no such moment comes (music, a noisy line), one is taken after 3 s, and then every 300 ms: 1 to 3 %. */
const PATIENCE_FRAMES = 150;
const NEXT_FRAMES = 15;

export class PlayoutPace {
  readonly #queue: PlayoutQueue;
  readonly #quiet: QuietMoments;
  #lengthened = 0;
  #shortened = 0;
  /** Frames since the delay should have been changed. */
  #waited = 0;

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
    const isWanted = excessMs > SLACK_ABOVE_MS || excessMs < -SLACK_BELOW_MS;
    this.#waited = isWanted ? this.#waited + 1 : 0;
    if (!isWanted) return 0;
    if (excessMs > 0) {
      // Only with sound that is there: nothing is made up to be taken away.
      const lag = fetch(FRAME_SAMPLES + MAX_LAG) ? this.#lagFor(excessMs) : 0;
      if (lag > 0) this.#queue.shorten(lag);
      this.#shortened += lag;
      return -lag / PER_MS;
    }
    const lag = this.#lagFor(-excessMs);
    if (lag > 0) this.#queue.lengthen(lag);
    this.#lengthened += lag;
    return lag / PER_MS;
  }

  /** 0: not here. */
  #lagFor(excessMs: number): number {
    const isQuiet = this.#quiet.isQuiet(this.#queue.samples.subarray(0, FRAME_SAMPLES));
    const isDue = this.#waited >= PATIENCE_FRAMES || excessMs >= ANY_EXCESS_MS;
    if (!isQuiet && !isDue && excessMs < SPEECH_EXCESS_MS) return 0;
    const { lag, likeness } = stretchPlace(this.#queue.samples);
    if (!isQuiet && !isDue && likeness < LIKE) return 0;
    this.#waited = Math.min(this.#waited, PATIENCE_FRAMES - NEXT_FRAMES);
    return lag;
  }
}
