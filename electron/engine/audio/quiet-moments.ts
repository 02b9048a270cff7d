/** Knows the level of a voice, and with it the moments in which nobody would notice that time is stretched. */
import { levelOf } from './frames.ts';

/** Below the loudest of late, dB. */
const QUIET_BELOW_DB = 30;
/** Quieter than this is quiet on any line, dBFS. */
const QUIET_DBFS = -55;
/** The loudest is forgotten this fast, dB a frame: 5 dB in ten seconds. */
const FORGOTTEN_DB = 0.01;

export class QuietMoments {
  #loudestDbfs = -40;
  #noiseState = 1;

  /** 20 ms were heard. */
  hear(frame: Int16Array): void {
    this.#loudestDbfs = Math.max(levelOf(frame).rmsDbfs, this.#loudestDbfs - FORGOTTEN_DB, -60);
  }

  isQuiet(frame: Int16Array): boolean {
    return levelOf(frame).rmsDbfs < Math.max(QUIET_DBFS, this.#loudestDbfs - QUIET_BELOW_DB);
  }

  /** White noise of this level below a full-scale square wave, dB (RFC 3389 §3.1), added in place. */
  addNoise(samples: Int16Array, belowDb: number): void {
    // A uniform value in ±1 has an rms of 1/√3.
    const scale = 32_768 * 10 ** (-belowDb / 20) * Math.sqrt(3);
    for (let n = 0; n < samples.length; n += 1) {
      // Numerical Recipes' generator: good enough for hiss, and the same in every run.
      this.#noiseState = (Math.imul(this.#noiseState, 1_664_525) + 1_013_904_223) >>> 0;
      const value = (samples[n] ?? 0) + scale * (this.#noiseState / 0x8000_0000 - 1);
      samples[n] = Math.max(-32_768, Math.min(32_767, Math.round(value)));
    }
  }
}
