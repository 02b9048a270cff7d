/**
 * The sound beneath the agent's voice: a loop that goes on from the opening of the media to its end, and steps back
 * while something is said.
 *
 *   level 1 ──speech──► falls to 1/2 (−6 dB), time constant 60 ms
 *        ▲────no speech── rises again, 600 ms: a pause for breath hardly lifts it
 */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import { softLimited } from './soft-limit.ts';

/** −6 dB: the place is still heard, the words stand clear of it. */
const duckedLevel = 0.5;
/** What is left of the way to the new level after a frame. */
const leftFalling = Math.exp(-FRAME_MS / 60);
const leftRising = Math.exp(-FRAME_MS / 600);

export interface SoundBedOptions {
  /** Mono int16 at 16 kHz, without a seam; shared by calls and not written to. At least one sample. */
  loop: Int16Array;
  /** Linear, 0–1. */
  volume: number;
  /** Steps back under speech; noise so faint that nobody hears it there need not. */
  ducks: boolean;
}

export class SoundBed {
  readonly #loop: Int16Array;
  readonly #volume: number;
  readonly #ducks: boolean;
  #position = 0;
  #level = 1;

  constructor({ loop, volume, ducks }: SoundBedOptions) {
    this.#loop = loop;
    this.#volume = volume;
    this.#ducks = ducks;
  }

  /** The next 20 ms of it, with a frame of speech on top (null: none). A new array. */
  under(speech: Int16Array | null): Int16Array {
    const frame = new Int16Array(FRAME_SAMPLES);
    const target = speech && this.#ducks ? duckedLevel : 1;
    const from = this.#level;
    const to = target + (from - target) * (target < from ? leftFalling : leftRising);
    const step = ((to - from) * this.#volume) / FRAME_SAMPLES;
    let gain = from * this.#volume;
    for (let index = 0; index < FRAME_SAMPLES; index += 1) {
      gain += step;
      frame[index] = softLimited((speech?.[index] ?? 0) + gain * (this.#loop[this.#position] ?? 0));
      this.#position = this.#position + 1 === this.#loop.length ? 0 : this.#position + 1;
    }
    this.#level = to;
    return frame;
  }
}
