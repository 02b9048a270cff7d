/**
 * Pieces of speech between their text and their first frame: each is synthesised when its turn is near, and no further
 * ahead than that, since a barge-in throws it away.
 */
import { samplesToMs } from '../../audio/frame.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { Segment, SegmentSink } from '../playout.ts';
import { playRecording, type RecordedSpeech } from './recorded-speech.ts';
import type { SpeechSink } from './synthesis.ts';
import type { MadeSpeech, Synthesizer } from './synthesizer.ts';

/** How a piece came about: its text was known, its audio asked for and there. On the timeline, ms. */
export interface SpokenPiece extends MadeSpeech {
  textMs: number;
}

/** A segment from its text to its first frame. */
interface Piece {
  segment: Segment;
  sink: SegmentSink;
  signal: AbortSignal;
  textMs: number;
  /** Null while it waits for its synthesis. */
  made: (() => MadeSpeech) | null;
  samples: number;
}

const piecesAhead = 2;
const longestAheadMs = 10_000;

const notMade = (): MadeSpeech => ({ requestMs: null, firstByteMs: null });

export class PieceQueue {
  readonly #timeline: Timeline;
  readonly #synthesizer: Synthesizer;
  readonly #recordings: RecordedSpeech | null;
  readonly #failed: (error: unknown) => void;
  /** Those of which nothing has been heard yet, in order. */
  #unheard: Piece[] = [];

  constructor(options: {
    timeline: Timeline;
    synthesizer: Synthesizer;
    recordings: RecordedSpeech | null;
    failed: (error: unknown) => void;
  }) {
    this.#timeline = options.timeline;
    this.#synthesizer = options.synthesizer;
    this.#recordings = options.recordings;
    this.#failed = options.failed;
  }

  /** To be synthesised into its place in the playout. */
  speak(segment: Segment, sink: SegmentSink, signal: AbortSignal): void {
    this.#add(segment, sink, signal);
    this.#synthesizeNext();
  }

  /** To be played from a recording; `instead` is spoken should the sound be unreadable. */
  play(
    segment: Segment,
    playoutSink: SegmentSink,
    { id, instead }: { id: string; instead: string },
    signal: AbortSignal,
  ): void {
    const piece = this.#add(segment, playoutSink, signal);
    piece.made = notMade;
    const sink = this.#sinkOf(piece);
    playRecording(this.#recordings, id, this.#timeline, {
      ...sink,
      failed: (error) => {
        sink.failed(error);
        piece.made = this.#synthesizer.take(instead, signal, sink);
      },
    });
  }

  /** Its first frame leaves. Answers how it came about. */
  heard(segment: Segment): SpokenPiece {
    const piece = this.#unheard.find((other) => other.segment === segment);
    this.#unheard = this.#unheard.filter((other) => other !== piece);
    const { requestMs, firstByteMs } = piece?.made?.() ?? notMade();
    return { textMs: piece?.textMs ?? this.#timeline.now(), requestMs, firstByteMs };
  }

  /** There may be room for one more. */
  goOn(): void {
    this.#synthesizeNext();
  }

  /** Nothing of them will be heard. */
  clear(): void {
    this.#unheard = [];
  }

  #add(segment: Segment, sink: SegmentSink, signal: AbortSignal): Piece {
    const textMs = this.#timeline.now();
    const piece: Piece = { segment, sink, signal, textMs, made: null, samples: 0 };
    this.#unheard.push(piece);
    return piece;
  }

  /** Begins the next piece unless enough is made or being made already. */
  #synthesizeNext(): void {
    for (;;) {
      const next = this.#unheard.find((piece) => piece.made === null);
      if (!next) return;
      const ahead = this.#unheard.filter((piece) => piece.made !== null);
      const aheadMs = samplesToMs(ahead.reduce((sum, { samples }) => sum + samples, 0));
      if (ahead.length >= piecesAhead || aheadMs >= longestAheadMs) return;
      next.made = notMade;
      next.made = this.#synthesizer.take(next.segment.text, next.signal, this.#sinkOf(next));
    }
  }

  #sinkOf(piece: Piece): SpeechSink {
    return {
      append: (samples) => {
        piece.samples += samples.length;
        piece.sink.append(samples);
      },
      complete: () => {
        if (piece.samples === 0) this.#unheard = this.#unheard.filter((other) => other !== piece);
        piece.sink.complete();
        this.#synthesizeNext();
      },
      failed: (error) => {
        this.#failed(error);
      },
    };
  }
}
