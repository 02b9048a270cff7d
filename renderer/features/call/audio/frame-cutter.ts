/** Cuts the microphone's float samples into int16 frames of 20 ms, at whatever rate the context runs. */
export class FrameCutter {
  readonly #frameSamples: number;
  #frame: Int16Array<ArrayBuffer>;
  #filled = 0;

  /** @param sampleRateHz rate of the samples; a frame holds `sampleRateHz / 50` of them, rounded */
  constructor(sampleRateHz: number) {
    this.#frameSamples = Math.round(sampleRateHz / 50);
    this.#frame = new Int16Array(this.#frameSamples);
  }

  /** Adds samples in −1…1 (louder ones are clipped) and hands each full frame, newly allocated, to `emit`. */
  push(samples: Float32Array, emit: (frame: Int16Array<ArrayBuffer>) => void): void {
    for (const sample of samples) {
      const clipped = Math.max(-1, Math.min(1, sample));
      this.#frame[this.#filled] = Math.round(clipped < 0 ? clipped * 32_768 : clipped * 32_767);
      this.#filled += 1;
      if (this.#filled < this.#frameSamples) continue;
      emit(this.#frame);
      this.#frame = new Int16Array(this.#frameSamples);
      this.#filled = 0;
    }
  }
}
