/**
 * The call's recording: caller left, agent right, on one timeline whose origin is the moment the media opened.
 * The caller's frames set its pace; the agent's are laid down where they left.
 */
import { FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS, silentFrame } from '../audio/frame.ts';

/** Where the recording goes, `FRAME_SAMPLES` stereo samples at a time (interleaved left, right), to be copied at once. */
export interface RecordingSink {
  write(interleaved: Int16Array): void;
}

/**
 * Frames of the caller that wait to be written, 60 ms: a page's come a little early, and what the agent says meanwhile
 * has its place beside them.
 */
const waitingFrames = 3;
const longestLagSamples = 60 * SAMPLES_PER_MS;

export class Recorder {
  readonly #sink: RecordingSink;
  /** Agent audio not yet written, in order, by absolute sample. */
  #pending: { start: number; samples: Int16Array }[] = [];
  #agentEnd = 0;
  #written = 0;
  readonly #waiting: Int16Array[] = [];
  /** From now on silence is laid down, at its place in time: what is heard is not for the recording. */
  isPaused = false;
  /** Used again for every frame: 10,000 a second at 200 calls would keep the garbage collector busy. */
  readonly #interleaved = new Int16Array(2 * FRAME_SAMPLES);

  constructor(sink: RecordingSink) {
    this.#sink = sink;
  }

  get durationMs(): number {
    return this.#written / SAMPLES_PER_MS + this.#waiting.length * FRAME_MS;
  }

  /** `atMs`: since the media opened. Where its place is already written or taken, it follows as soon as it can. */
  agent(frame: Int16Array, atMs: number): void {
    if (this.isPaused) return;
    const start = Math.max(Math.round(atMs * SAMPLES_PER_MS), this.#agentEnd, this.#written);
    this.#pending.push({ start, samples: frame });
    this.#agentEnd = start + frame.length;
  }

  /**
   * What is heard between speech. It follows what is there already, since a page's frames come a little early or late and
   * must not tear it; where it has fallen behind its time by more than `longestLagSamples`, the overlap is left out.
   */
  between(frame: Int16Array, atMs: number): void {
    if (this.isPaused) return;
    const due = Math.max(Math.round(atMs * SAMPLES_PER_MS), this.#written);
    const overlap = Math.max(0, this.#agentEnd - due);
    const cut = overlap > longestLagSamples ? Math.min(overlap, frame.length) : 0;
    const start = due + overlap;
    if (cut < frame.length) this.#pending.push({ start, samples: frame.subarray(cut) });
    this.#agentEnd = start + frame.length - cut;
  }

  /** The call is over at `atMs`: what the agent said while the caller's last frames were still awaited is kept too. */
  finish(atMs: number): void {
    while (this.durationMs + FRAME_MS <= atMs) this.caller(silentFrame());
    for (const frame of this.#waiting.splice(0)) this.#write(frame);
  }

  caller(frame: Int16Array): void {
    this.#waiting.push(this.isPaused ? silentFrame() : frame);
    const next = this.#waiting.length > waitingFrames ? this.#waiting.shift() : undefined;
    if (next) this.#write(next);
  }

  #write(frame: Int16Array): void {
    const interleaved = this.#interleaved.fill(0);
    for (let index = 0; index < FRAME_SAMPLES; index++) interleaved[2 * index] = frame[index] ?? 0;
    const end = this.#written + FRAME_SAMPLES;
    for (const { start, samples } of this.#pending) {
      const from = Math.max(start, this.#written);
      const to = Math.min(start + samples.length, end);
      for (let at = from; at < to; at++) interleaved[2 * (at - this.#written) + 1] = samples[at - start] ?? 0;
    }
    this.#written = end;
    while (this.#pending[0] && this.#pending[0].start + this.#pending[0].samples.length <= end)
      this.#pending.shift();
    this.#sink.write(interleaved);
  }
}
