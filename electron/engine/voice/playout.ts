/**
 * What the agent says, on its way out: segments (about a sentence each) of synthesised audio, played in order, one
 * 20 ms frame at a time. The first frame leaves the moment its samples are there; the next ones follow 20 ms apart.
 *
 *   idle ──samples──► playing ──no more samples──► idle
 *                        │ └─ segment not complete: wait, resume with its next samples
 *                        └─ clear(): nothing more leaves (barge-in)
 */
import { FRAME_MS, FRAME_SAMPLES } from '../audio/frame.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Timeline } from '../base/timeline.ts';
import type { SpeechSource } from '#shared/domain/run-event.ts';

export interface Segment {
  readonly speechId: string;
  readonly text: string;
  readonly source: SpeechSource;
  readonly interruptible: boolean;
}

/** What was heard of a segment: all of it, or the words whose audio had left when it was cut. */
export interface PlayedSegment {
  segment: Segment;
  textPlayed: string;
  interrupted: boolean;
}

export interface PlayoutEvents {
  /** One frame (320 samples) leaves now. */
  frame(frame: Int16Array): void;
  segmentStart(segment: Segment): void;
  segmentStop(played: PlayedSegment): void;
  /** Everything queued has been played. */
  idle(): void;
}

interface QueuedSegment {
  segment: Segment;
  chunks: Int16Array[];
  /** Samples synthesised / sent so far. */
  totalSamples: number;
  sentSamples: number;
  complete: boolean;
  started: boolean;
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
  #queue: QueuedSegment[] = [];
  /** The pacing event of the frame after the last one; undefined when no frame has left within the last 20 ms. */
  #pacer: Disposable | undefined;

  constructor(timeline: Timeline, events: PlayoutEvents) {
    this.#timeline = timeline;
    this.#events = events;
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

  enqueue(segment: Segment): SegmentSink {
    const queued: QueuedSegment = {
      segment,
      chunks: [],
      totalSamples: 0,
      sentSamples: 0,
      complete: false,
      started: false,
    };
    this.#queue.push(queued);
    return {
      append: (samples) => {
        if (samples.length === 0) return;
        queued.chunks.push(samples);
        queued.totalSamples += samples.length;
        this.#pump();
      },
      complete: () => {
        queued.complete = true;
        this.#pump();
      },
    };
  }

  /** Stops at once. Answers what was heard of every segment that had not been played to its end. */
  clear(): PlayedSegment[] {
    const cut = this.#queue.map((queued) => ({
      segment: queued.segment,
      textPlayed: wordsPlayed(queued),
      interrupted: true,
    }));
    const started = this.#queue[0]?.started ? cut[0] : undefined;
    this.#queue = [];
    if (started) this.#events.segmentStop(started);
    return cut;
  }

  dispose(): void {
    this.#queue = [];
    this.#pacer?.dispose();
  }

  /** Sends a frame if one may leave now and there is one. */
  #pump(): void {
    if (this.#pacer) return;
    const frame = this.#takeFrame();
    if (!frame) return;
    this.#pacer = this.#timeline.at(this.#timeline.now() + FRAME_MS, () => {
      this.#pacer = undefined;
      this.#pump();
    });
    this.#events.frame(frame);
  }

  /** The next 320 samples, across complete segments; short only of a segment that is still being made. */
  #takeFrame(): Int16Array | null {
    this.#finishPlayed();
    const head = this.#queue[0];
    if (!head) return null;
    const available = head.totalSamples - head.sentSamples;
    if (available === 0 || (available < FRAME_SAMPLES && !head.complete)) return null;
    if (!head.started) {
      head.started = true;
      this.#events.segmentStart(head.segment);
    }
    const frame = new Int16Array(FRAME_SAMPLES);
    let filled = 0;
    for (let chunk = head.chunks[0]; chunk && filled < FRAME_SAMPLES; chunk = head.chunks[0]) {
      const taken = chunk.subarray(0, FRAME_SAMPLES - filled);
      frame.set(taken, filled);
      filled += taken.length;
      if (taken.length === chunk.length) head.chunks.shift();
      else head.chunks[0] = chunk.subarray(taken.length);
    }
    head.sentSamples += filled;
    return frame;
  }

  /** Retires segments whose last frame is over. One without any audio was not heard. */
  #finishPlayed(): void {
    let retired = false;
    for (let head = this.#queue[0]; head?.complete && head.chunks.length === 0; head = this.#queue[0]) {
      this.#queue.shift();
      retired = true;
      const textPlayed = head.totalSamples > 0 ? head.segment.text : '';
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

/**
 * The words whose audio has left, by the share of the samples sent. While a segment is still being synthesised its
 * length is not known; then 15 characters a second (an even English speaking rate) stand in for it.
 */
function wordsPlayed(queued: QueuedSegment): string {
  const text = queued.segment.text;
  const expected = queued.complete
    ? queued.totalSamples
    : Math.max(queued.totalSamples, (text.length / 15) * 16_000);
  const share = expected === 0 ? 0 : queued.sentSamples / expected;
  if (share >= 1) return text;
  const characters = Math.floor(share * text.length);
  const end = text.slice(0, characters + 1).search(/\s\S*$/);
  return end < 0 ? '' : text.slice(0, end).trimEnd();
}
