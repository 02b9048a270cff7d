/**
 * A caller made of recordings, on the frame grid of the timeline: paced or virtual, always the same samples at the
 * same moments.
 *
 * One recording plays as it is from the moment the media opens. Several are a polite caller's utterances: each
 * begins when the agent has yielded the floor for a moment. When there is nothing more to say and the agent has
 * answered, the caller hangs up.
 */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { Leg, LegEvents } from '../../voice/leg.ts';

/** The agent has had the word for good when it has been quiet this long; a person would wait about as long. */
const yieldMs = 300;
/** After the last word of the caller: quiet this long means that no answer will follow. */
const farewellMs = 1000;
/**
 * A polite utterance begins on this grid, the least common multiple of our frame and the detector's window (20 and
 * 32 ms): wherever it begins, the detector then sees the same windows of it.
 */
const gridMs = 160;

export interface FileLegOptions {
  timeline: Timeline;
  /** Mono int16 at 16 kHz, one a recording. */
  utterances: Int16Array[];
  /** `continuous`: the first recording plays from the start, whatever the agent does. */
  manner: 'continuous' | 'polite';
  /** Is the agent done speaking, and listening? */
  agentQuiet: () => boolean;
}

export class FileLeg implements Leg {
  readonly keysAsTones = true;
  readonly #options: FileLegOptions;
  #events: LegEvents | null = null;
  #next: Disposable | undefined;
  #utterance = 0;
  /** Samples of the utterance already given; null between utterances. */
  #position: number | null = null;
  #quietMs = 0;
  #frames = 0;

  constructor(options: FileLegOptions) {
    this.#options = options;
  }

  open(events: LegEvents): void {
    this.#events = events;
    if (this.#options.manner === 'continuous') this.#position = 0;
    this.#scheduleFrame(this.#options.timeline.now() + FRAME_MS);
  }

  send(): void {
    // A recording does not listen.
  }

  clear(): void {
    // Nothing is buffered beyond us.
  }

  close(): void {
    this.#events = null;
    this.#next?.dispose();
  }

  #scheduleFrame(dueMs: number): void {
    this.#next = this.#options.timeline.at(dueMs, async () => {
      await this.#events?.frame(this.#frame());
      if (!this.#events) return;
      if (this.#overAndAnswered()) this.#events.hangUp();
      else this.#scheduleFrame(dueMs + FRAME_MS);
    });
  }

  #frame(): Int16Array {
    this.#quietMs = this.#options.agentQuiet() ? this.#quietMs + FRAME_MS : 0;
    const beginsOnGrid = (this.#frames * FRAME_MS) % gridMs === 0;
    this.#frames += 1;
    const frame = new Int16Array(FRAME_SAMPLES);
    const utterance = this.#options.utterances[this.#utterance];
    if (!utterance) return frame;
    if (this.#position === null) {
      if (this.#quietMs < yieldMs || !beginsOnGrid) return frame;
      this.#position = 0;
    }
    frame.set(utterance.subarray(this.#position, this.#position + FRAME_SAMPLES));
    this.#position += FRAME_SAMPLES;
    if (this.#position >= utterance.length) {
      this.#utterance += 1;
      this.#position = null;
      this.#quietMs = 0;
    }
    return frame;
  }

  #overAndAnswered(): boolean {
    return this.#utterance >= this.#options.utterances.length && this.#quietMs >= farewellMs;
  }
}
