/** Chunks of any size ↔ the engine's 20 ms frames, and how loud they are. */
import { FRAME_SAMPLES } from './frame.ts';

/** Cuts a stream of samples into frames of 320; what is left over waits for the next push. */
export class FrameSplitter {
  readonly #pending = new Int16Array(FRAME_SAMPLES);
  #filled = 0;

  /** Samples that wait for the rest of their frame, 0–319. */
  get pendingSamples(): number {
    return this.#filled;
  }

  /** The frames completed by these samples; each is the caller's to keep. */
  push(samples: Int16Array): Int16Array[] {
    const frames: Int16Array[] = [];
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(samples.length, FRAME_SAMPLES - this.#filled);
      this.#pending.set(samples.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < FRAME_SAMPLES) return frames;
      frames.push(this.#pending.slice());
      this.#filled = 0;
    }
    for (; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES)
      frames.push(samples.slice(at, at + FRAME_SAMPLES));
    this.#pending.set(samples.subarray(at));
    this.#filled = samples.length - at;
    return frames;
  }

  /** The last frame, filled up with silence; null when nothing waits. */
  flush(): Int16Array | null {
    if (this.#filled === 0) return null;
    const frame = new Int16Array(FRAME_SAMPLES);
    frame.set(this.#pending.subarray(0, this.#filled));
    this.#filled = 0;
    return frame;
  }

  /** Forgets what waits (barge-in). */
  clear(): void {
    this.#filled = 0;
  }
}

/** All channels of an interleaved block mixed to one at equal weight. */
export function mixToMono(interleaved: Int16Array, channels: number): Int16Array {
  if (channels === 1) return interleaved.slice();
  const mono = new Int16Array(Math.floor(interleaved.length / channels));
  for (let i = 0, at = 0; i < mono.length; i += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1, at += 1) sum += interleaved[at] ?? 0;
    mono[i] = Math.round(sum / channels);
  }
  return mono;
}

/** Two mono blocks of one length as one stereo block: left, right, left … The shorter is filled up with silence. */
export function interleave(left: Int16Array, right: Int16Array): Int16Array {
  const frames = Math.max(left.length, right.length);
  const stereo = new Int16Array(frames * 2);
  for (let i = 0, at = 0; i < frames; i += 1, at += 2) {
    stereo[at] = left[i] ?? 0;
    stereo[at + 1] = right[i] ?? 0;
  }
  return stereo;
}

export interface Level {
  /** Root mean square in dB relative to int16 full scale (a full-scale square wave is 0); −Infinity for digital silence. */
  rmsDbfs: number;
  /** Highest magnitude, same scale. */
  peakDbfs: number;
}

export function levelOf(samples: Int16Array): Level {
  let squares = 0;
  let peak = 0;
  for (const sample of samples) {
    squares += sample * sample;
    const magnitude = sample < 0 ? -sample : sample;
    if (magnitude > peak) peak = magnitude;
  }
  const rms = samples.length === 0 ? 0 : Math.sqrt(squares / samples.length);
  return { rmsDbfs: toDbfs(rms), peakDbfs: toDbfs(peak) };
}

function toDbfs(magnitude: number): number {
  return 20 * Math.log10(magnitude / 32_768);
}

/** The chunks one after the other, as a copy. */
export function concatenateSamples(chunks: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const whole = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
