/**
 * What the agent says, on its way out: segments (about a sentence each) of synthesised audio, played in order, one
 * 20 ms frame at a time. The first frame leaves the moment its samples are there; the next ones follow 20 ms apart.
 *
 *   idle ──samples──► playing ──no more samples──► idle
 *                      │ ▲ └─ segment not complete: wait, resume with its next samples
 *              hold()  ▼ │ resume()
 *                      held ──clear()──► idle
 *
 * With a sound beneath (`bed`), frames leave 20 ms apart from `open` to the end, one clock for both: speech begins with
 * the next frame that is due, and where there is none the bed is heard alone. Idle, hold and segments are about speech.
 *
 * A hold fades the next 5 ms out, in the frame that was due; resuming fades the same samples in again. The two ramps
 * add up to one, so every sample of the speech leaves exactly once.
 */
import { FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS } from '../audio/frame.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Timeline } from '../base/timeline.ts';
import type { SoundBed } from './ambience/sound-bed.ts';
import { QueuedSegment, type Segment } from './queued-segment.ts';

export type { Segment } from './queued-segment.ts';

/** The ramp at a hold, at its end and at a cut: long enough not to click, too short to be heard as a sound. */
const FADE_SAMPLES = 5 * SAMPLES_PER_MS;

/** What was heard of a segment: all of it, or the words whose audio had left when it was cut. */
export interface PlayedSegment {
  segment: Segment;
  textPlayed: string;
  interrupted: boolean;
}

export interface PlayoutEvents {
  /** One frame (320 samples) leaves now. */
  frame(frame: Int16Array): void;
  /** A frame leaves in which speech that was held or cut dies away: the end of it, not more of it. */
  fade(frame: Int16Array): void;
  /** A frame without speech leaves: the bed alone. */
  between(frame: Int16Array): void;
  segmentStart(segment: Segment): void;
  segmentStop(played: PlayedSegment): void;
  /** Everything queued has been played. */
  idle(): void;
}

/** A handle for whoever synthesises the segment. */
export interface SegmentSink {
  append(samples: Int16Array): void;
  /** No more samples will come. */
  complete(): void;
}

export class Playout {
  readonly #timeline: Timeline;
  readonly #events: PlayoutEvents;
  readonly #bed: SoundBed | null;
  #queue: QueuedSegment[] = [];
  /** The pacing event of the frame after the last one; undefined when no frame has left within the last 20 ms. */
  #pacer: Disposable | undefined;
  /** With a bed: the last frame had speech in it; the one that is due next has left already. */
  #speaking = false;
  #early = false;
  #taking = false;
  #held = false;
  /** The frame in which the speech that was held or cut dies away, until its time has come. */
  #farewell: Int16Array | null = null;
  /** So many of the next samples have been heard fading out already: they leave again, fading in. */
  #fadedSamples = 0;

  constructor(timeline: Timeline, events: PlayoutEvents, bed: SoundBed | null = null) {
    this.#timeline = timeline;
    this.#events = events;
    this.#bed = bed;
  }

  /** The media is open: a bed is heard from here on. */
  open(): void {
    if (this.#bed && !this.#pacer) this.#beat(this.#bed);
  }

  /** Is something playing or waiting to be played? */
  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** The segment that is being heard, or the next to be. */
  get current(): Segment | null {
    return this.#queue[0]?.segment ?? null;
  }

  /** Does anything queued forbid the caller to speak over it? */
  get uninterruptible(): boolean {
    return this.#queue.some((queued) => !queued.segment.interruptible);
  }

  /** Has a segment begun to be heard that is not over? */
  get audible(): boolean {
    return this.#queue[0]?.started === true;
  }

  /** What is being heard and what waits behind it. */
  get text(): string {
    return this.#queue.map(({ segment }) => segment.text).join(' ');
  }

  /** Time until everything queued has been heard, ms; null while some of it is still being made. */
  get remainingMs(): number | null {
    let samples = 0;
    for (const { complete, waitingSamples } of this.#queue) {
      if (!complete) return null;
      samples += waitingSamples;
    }
    return samples / SAMPLES_PER_MS;
  }

  /** Stops between two samples. What is queued stays, and more may be queued. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#fadeOut();
  }

  /** Goes on with the sample at which it was held. */
  resume(): void {
    if (!this.#held) return;
    this.#held = false;
    // Still unsent: nothing of the hold has been heard.
    if (this.#farewell) this.#fadedSamples = 0;
    this.#farewell = null;
    this.#pump();
  }

  enqueue(segment: Segment): SegmentSink {
    const queued = new QueuedSegment(segment);
    this.#queue.push(queued);
    return {
      append: (samples) => {
        if (samples.length === 0) return;
        queued.append(samples);
        this.#pump();
      },
      complete: () => {
        queued.complete = true;
        this.#pump();
      },
    };
  }

  /**
   * Stops at once, with a fade that leaves at once too. Answers what was heard of every segment that had not been played
   * to its end.
   */
  clear(): PlayedSegment[] {
    const cut = this.#queue.map((queued) => ({
      segment: queued.segment,
      textPlayed: queued.wordsPlayed(),
      interrupted: true,
    }));
    const started = this.#queue[0]?.started ? cut[0] : undefined;
    if (!this.#held) this.#fadeOut();
    this.#sendFarewell();
    this.#queue = [];
    this.#held = false;
    this.#fadedSamples = 0;
    if (started) this.#events.segmentStop(started);
    return cut;
  }

  dispose(): void {
    this.#queue = [];
    this.#farewell = null;
    this.#pacer?.dispose();
  }

  /** Sends a frame if one may leave now and there is one. */
  #pump(): void {
    if (this.#pacer) return;
    if (this.#held) {
      if (this.#farewell) this.#pace();
      this.#sendFarewell();
      return;
    }
    // Whoever hears of a segment's start or end may append to the next: that must not send a frame before this one.
    if (this.#taking) return;
    this.#taking = true;
    const frame = this.#takeFrame();
    this.#taking = false;
    if (!frame) return;
    this.#pace();
    this.#events.frame(frame);
  }

  /** The next frame leaves 20 ms after this one. */
  #pace(): void {
    this.#pacer = this.#timeline.at(this.#timeline.now() + FRAME_MS, () => {
      this.#pacer = undefined;
      this.#pump();
    });
  }

  /** Where sound is leaving, prepares the frame that ends it. */
  #fadeOut(): void {
    const head = this.#queue[0];
    // Resumed a moment ago and not heard since: it has died away already.
    const sounds = this.#bed ? this.#speaking : this.#pacer !== undefined;
    if (!sounds || !head?.started || this.#fadedSamples > 0) return;
    const next = head.peek(FADE_SAMPLES);
    if (next.length === 0) return;
    const frame = new Int16Array(FRAME_SAMPLES);
    for (const [index, sample] of next.entries()) frame[index] = fadedOut(sample, index);
    this.#fadedSamples = next.length;
    this.#farewell = frame;
  }

  #sendFarewell(): void {
    const farewell = this.#farewell;
    this.#farewell = null;
    if (!farewell) return;
    this.#events.fade(this.#bed?.under(farewell) ?? farewell);
    this.#early = this.#bed !== null;
    this.#speaking = false;
  }

  /** With a bed: the frame that is due. */
  #beat(bed: SoundBed): void {
    this.#pacer = this.#timeline.at(this.#timeline.now() + FRAME_MS, () => {
      this.#beat(bed);
    });
    if (!this.#early) this.#sendFarewell();
    if (this.#early) {
      this.#early = false;
      return;
    }
    const speech = this.#held ? null : this.#takeFrame();
    this.#speaking = speech !== null;
    if (speech) this.#events.frame(bed.under(speech));
    else this.#events.between(bed.under(null));
  }

  /** The next 320 samples, across complete segments; short only of a segment that is still being made. */
  #takeFrame(): Int16Array | null {
    this.#finishPlayed();
    const head = this.#queue[0];
    if (!head?.ready) return null;
    if (!head.started) {
      head.started = true;
      this.#events.segmentStart(head.segment);
    }
    const frame = head.take();
    for (let index = 0; index < this.#fadedSamples; index++)
      frame[index] = (frame[index] ?? 0) - fadedOut(frame[index] ?? 0, index);
    this.#fadedSamples = 0;
    return frame;
  }

  /** Retires segments whose last frame is over. One without any audio was not heard. */
  #finishPlayed(): void {
    let retired = false;
    for (let head = this.#queue[0]; head?.played === true; head = this.#queue[0]) {
      this.#queue.shift();
      retired = true;
      const textPlayed = head.hasSound ? head.segment.text : '';
      this.#events.segmentStop({ segment: head.segment, textPlayed, interrupted: false });
    }
    // Told in an event of its own: whoever listens may enqueue, and must find this one finished.
    if (retired && this.#queue.length === 0) {
      this.#timeline.at(this.#timeline.now(), () => {
        if (this.#queue.length === 0) this.#events.idle();
      });
    }
  }
}

/** What is left of a sample at this place of the ramp down; a ramp up is the sample less this. */
function fadedOut(sample: number, index: number): number {
  return Math.round(sample * (1 - (index + 1) / (FADE_SAMPLES + 1)));
}
