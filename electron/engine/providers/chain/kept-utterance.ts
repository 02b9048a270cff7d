/** The sound of the utterance under way, for whoever may have to hear it again. Mono int16 at 16 kHz. */

/** Thirty seconds, 960 kB: of a longer utterance its end is kept. */
const longestSamples = 30 * 16_000;

export class KeptUtterance {
  readonly #keeps: boolean;
  #chunks: Int16Array[] = [];
  #samples = 0;

  /** @param keeps false: there is nobody who could hear it again, so nothing is kept */
  constructor(keeps: boolean) {
    this.#keeps = keeps;
  }

  get chunks(): readonly Int16Array[] {
    return this.#chunks;
  }

  begin(): void {
    this.#chunks = [];
    this.#samples = 0;
  }

  push(samples: Int16Array): void {
    if (!this.#keeps) return;
    this.#chunks.push(samples);
    this.#samples += samples.length;
    while (this.#samples > longestSamples) this.#samples -= this.#chunks.shift()?.length ?? 0;
  }

  /** The utterance is over: hands its sound out and forgets it. */
  take(): { chunks: readonly Int16Array[]; samples: number } {
    const taken = { chunks: this.#chunks, samples: this.#samples };
    this.begin();
    return taken;
  }
}
