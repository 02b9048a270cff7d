/**
 * The leg of a web call: a page that sends its microphone and plays what it gets, at its own sample rate.
 *
 * A page's frames come when they come. The engine wants 50 a second of its own clock, or recording and transcript
 * would drift apart: silence stands in for what came before the page's first frame and for frames that are late by more
 * than `toleranceFrames`, and frames that are early by more are dropped. A page that stalls for less loses nothing: its
 * frames then come in a burst.
 */
import { FRAME_MS, SAMPLE_RATE_HZ, silentFrame } from '../../audio/frame.ts';
import { FrameSplitter } from '../../audio/frames.ts';
import { StreamingResampler } from '../../audio/resampler.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { Leg, LegEvents } from '../../voice/leg.ts';

const toleranceFrames = 1000 / FRAME_MS;
/** A page that has gone (closed, reloaded) may come back to its call for this long. */
const reattachMs = 10_000;

/** What the page is sent; PCM is mono int16 at the page's rate. */
export interface AudioSink {
  frame(pcm: Int16Array): void;
  /** Forget what is queued for the speaker (barge-in). */
  clear(): void;
  /** The call is over; nothing follows. */
  ended(): void;
  /** Another page has taken the call's sound; nothing follows here, and nothing more is heard from here. */
  replaced(): void;
}

export interface AttachedAudio {
  /** Any number of samples of the microphone, at the page's rate. */
  receive(pcm: Int16Array): void;
  detach(): void;
}

export class BridgeLeg implements Leg {
  readonly #timeline: Timeline;
  #events: LegEvents | null = null;
  #openedMs = 0;
  #deliveredFrames = 0;
  #sink: { sink: AudioSink; resampler: StreamingResampler } | null = null;
  #tick: Disposable | undefined;
  #goneTimer: Disposable | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  open(events: LegEvents): void {
    this.#events = events;
    this.#openedMs = this.#timeline.now();
    this.#scheduleTick();
  }

  /** The page takes (or takes back) its end of the call; whoever held it before is told and let go. */
  attach(sampleRateHz: number, sink: AudioSink): AttachedAudio {
    this.#goneTimer?.dispose();
    const held = { sink, resampler: new StreamingResampler(SAMPLE_RATE_HZ, sampleRateHz) };
    const before = this.#sink;
    this.#sink = held;
    before?.sink.replaced();
    const resampler = new StreamingResampler(sampleRateHz, SAMPLE_RATE_HZ);
    const splitter = new FrameSplitter();
    let first = true;
    return {
      receive: (pcm) => {
        if (this.#sink !== held) return;
        for (const frame of splitter.push(resampler.push(pcm))) {
          this.#timeline.post(() => {
            if (first) this.#silenceUntil(this.#expectedFrames() - 1);
            first = false;
            if (this.#deliveredFrames <= this.#expectedFrames() + toleranceFrames) this.#deliver(frame);
          });
        }
      },
      detach: () => {
        if (this.#sink !== held) return;
        this.#sink = null;
        this.#goneTimer = this.#timeline.at(this.#timeline.now() + reattachMs, () => this.#events?.hangUp());
      },
    };
  }

  send(frame: Int16Array): void {
    this.#sink?.sink.frame(this.#sink.resampler.push(frame));
  }

  clear(): void {
    this.#sink?.sink.clear();
  }

  close(): void {
    this.#events = null;
    this.#tick?.dispose();
    this.#goneTimer?.dispose();
    this.#sink?.sink.ended();
    this.#sink = null;
  }

  #expectedFrames(): number {
    return Math.floor((this.#timeline.now() - this.#openedMs) / FRAME_MS);
  }

  #deliver(frame: Int16Array): void {
    if (!this.#events) return;
    this.#deliveredFrames += 1;
    // Live: the answer is not awaited; a slow detector must not hold up the agent's own frames.
    void this.#events.frame(frame);
  }

  #silenceUntil(frames: number): void {
    while (this.#events && this.#deliveredFrames < frames) this.#deliver(silentFrame());
  }

  #scheduleTick(): void {
    this.#tick = this.#timeline.at(this.#timeline.now() + FRAME_MS, () => {
      this.#silenceUntil(this.#expectedFrames() - toleranceFrames);
      if (this.#events) this.#scheduleTick();
    });
  }
}
