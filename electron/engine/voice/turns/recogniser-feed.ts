/**
 * What the recogniser hears of the caller: the utterances of a turn, each with its pre-roll, and the first part of the
 * silences after them, which some recognisers need before they tell their last words.
 */
import { FRAME_SAMPLES, SAMPLES_PER_MS, samplesToMs } from '../../audio/frame.ts';
import { concatenateSamples } from '../../audio/frames.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { SttFinal, SttHints, SttPartial, SttStream } from '../../providers/spec/stt.ts';

/** Frames remembered for the pre-roll: one second, ample for the longest detection delay. */
const rememberedFrames = 50;

export interface RecogniserFeedOptions {
  timeline: Timeline;
  stt: SttStream;
  /** Audio before an utterance's onset that belongs to it, ms. */
  preRollMs: number;
  /** Every push is awaited: partials come at the same moment of media, paced or fast. */
  lockstep: boolean;
  /** `atMs`: media that had been pushed when it came. Told inside an event of the timeline. */
  onPartial: (partial: SttPartial, atMs: number) => void;
  onError: (error: unknown) => void;
}

export class RecogniserFeed {
  readonly #options: RecogniserFeedOptions;
  /** The newest frames; the last one ends at `#samples`. */
  readonly #recent: Int16Array[] = [];
  #samples = 0;
  /** Everything before this sample has been given to the recogniser or is not for it. */
  #fedSamples = 0;
  /** Counts turns, so that an answer to one that is over is told from one to this; 0 while there is none. */
  #turn = 0;
  #turns = 0;
  #closed = false;

  constructor(options: RecogniserFeedOptions) {
    this.#options = options;
    options.stt.onPartial?.((partial) => {
      this.#tell(partial, this.#turn);
    });
  }

  /** The newest frames, at most `count`, oldest first. */
  newest(count: number): readonly Int16Array[] {
    return this.#recent.slice(-count);
  }

  /** The newest second of the caller; `endSample` counts from the start of the stream. */
  remembered(): { samples: Int16Array; endSample: number } {
    return { samples: concatenateSamples(this.#recent), endSample: this.#samples };
  }

  /** One frame of the caller, in order; nothing is pushed yet. */
  remember(frame: Int16Array): void {
    this.#recent.push(frame);
    if (this.#recent.length > rememberedFrames) this.#recent.shift();
    this.#samples += FRAME_SAMPLES;
  }

  begin(hints: SttHints): void {
    this.#turns += 1;
    this.#turn = this.#turns;
    this.#options.stt.setHints(hints);
    this.#options.stt.begin();
  }

  /** An utterance of the turn begins; what came before its pre-roll and was not pushed is left out. */
  utterance(onsetSample: number): void {
    this.#fedSamples = Math.max(this.#fedSamples, onsetSample - this.#options.preRollMs * SAMPLES_PER_MS);
  }

  /** What nobody listened to is not pre-roll either. */
  skip(): void {
    this.#fedSamples = this.#samples;
  }

  /** Pushes what has not been pushed yet. */
  async push(): Promise<void> {
    const oldest = this.#samples - this.#recent.length * FRAME_SAMPLES;
    const from = Math.max(0, Math.floor((Math.max(this.#fedSamples, oldest) - oldest) / FRAME_SAMPLES));
    this.#fedSamples = this.#samples;
    const turn = this.#turn;
    for (const frame of this.#recent.slice(from)) {
      const pushed = this.#options.stt.push(frame).then(
        (partial) => {
          if (partial) this.#tell(partial, turn);
        },
        (error: unknown) => {
          if (!this.#closed) this.#options.onError(error);
        },
      );
      if (this.#options.lockstep) await pushed;
    }
  }

  /** The turn is over: no more partials of it. One of the next two must follow before another begins. */
  turnOver(): void {
    this.#turn = 0;
  }

  finish(): Promise<SttFinal> {
    return this.#options.stt.finish();
  }

  cancel(): void {
    this.#turn = 0;
    this.#options.stt.cancel();
  }

  close(): void {
    this.#closed = true;
    this.#turn = 0;
    this.#options.stt.close();
  }

  #tell(partial: SttPartial, turn: number): void {
    const atMs = samplesToMs(this.#samples);
    const tell = (): void => {
      if (turn !== 0 && turn === this.#turn) this.#options.onPartial(partial, atMs);
    };
    if (this.#options.lockstep) tell();
    else this.#options.timeline.post(tell);
  }
}
