/**
 * RNNoise on one call's frames: a small recurrent network that learned to pick a voice out of noise (J.-M. Valin, 2018).
 * It works on 10 ms at 48 kHz, so the sound goes up and down in rate around it.
 */
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { StreamingResampler } from '../../audio/resampler.ts';
import type { RnnoiseModule } from './rnnoise-module.ts';

const networkRateHz = 48_000;
/** Samples that the network takes at once. */
const BLOCK = 480;
/** By how much the answer lags: the two filters, an incomplete block, and the network's own overlap of 10 ms. */
export const DELAY_MS = 30;
const leadSamples = FRAME_SAMPLES;

export class Denoiser {
  readonly #module: RnnoiseModule;
  readonly #state: number;
  /** Address of the block in the module's memory, in and out. */
  readonly #block: number;
  readonly #up = new StreamingResampler(SAMPLE_RATE_HZ, networkRateHz);
  readonly #down = new StreamingResampler(networkRateHz, SAMPLE_RATE_HZ);
  #waiting = new Int16Array(0);
  /** Sound that is done; it begins with as much silence as is ever missing. */
  #done = new Int16Array(leadSamples);

  constructor(module: RnnoiseModule) {
    this.#module = module;
    this.#state = module._rnnoise_create(0);
    this.#block = module._malloc(BLOCK * Float32Array.BYTES_PER_ELEMENT);
  }

  process(frame: Int16Array): Int16Array<ArrayBuffer> {
    const up = joined(this.#waiting, this.#up.push(frame));
    let at = 0;
    for (; at + BLOCK <= up.length; at += BLOCK) {
      const clean = this.#processBlock(up.subarray(at, at + BLOCK));
      this.#done = joined(this.#done, this.#down.push(clean));
    }
    this.#waiting = up.slice(at);
    const answer = this.#done.slice(0, FRAME_SAMPLES);
    this.#done = this.#done.slice(FRAME_SAMPLES);
    return answer;
  }

  /** Gives the network's memory back. */
  close(): void {
    this.#module._rnnoise_destroy(this.#state);
    this.#module._free(this.#block);
  }

  /** The network's samples are floats of int16's own size. */
  #processBlock(block: Int16Array): Int16Array {
    // The memory may have moved since the last time.
    const start = this.#block / Float32Array.BYTES_PER_ELEMENT;
    this.#module.HEAPF32.set(block, start);
    this.#module._rnnoise_process_frame(this.#state, this.#block, this.#block);
    const clean = this.#module.HEAPF32.subarray(start, start + BLOCK);
    return Int16Array.from(clean, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
  }
}

function joined(a: Int16Array, b: Int16Array): Int16Array<ArrayBuffer> {
  const whole = new Int16Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
