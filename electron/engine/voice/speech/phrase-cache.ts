/** Speech that was synthesised before, so that a line that is said again costs neither time nor money. In memory only. */

/** 64 MB: half an hour of speech (32 kB a second). */
const defaultLimitBytes = 64 * 1024 * 1024;

export interface Phrase {
  provider: string;
  model: string;
  /** Null: the provider's default. */
  voice: string | null;
  /** As it is given to the provider. */
  text: string;
}

/** Shared by the calls of a process. What was used longest ago goes first. */
export class PhraseCache {
  readonly #limitBytes: number;
  /** In order of use. */
  readonly #phrases = new Map<string, Int16Array>();
  #bytes = 0;

  constructor(limitBytes = defaultLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes of audio held. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /** Mono int16 at 16 kHz, not to be written to; null when it is not there. */
  get(phrase: Phrase): Int16Array | null {
    const key = keyOf(phrase);
    const samples = this.#phrases.get(key);
    if (!samples) return null;
    this.#phrases.delete(key);
    this.#phrases.set(key, samples);
    return samples;
  }

  has(phrase: Phrase): boolean {
    return this.#phrases.has(keyOf(phrase));
  }

  /** The samples are the cache's from now on. One that would push out most of the others is not kept. */
  put(phrase: Phrase, samples: Int16Array): void {
    const key = keyOf(phrase);
    this.#drop(key);
    if (samples.length === 0 || samples.byteLength > this.#limitBytes / 4) return;
    this.#phrases.set(key, samples);
    this.#bytes += samples.byteLength;
    for (const oldest of this.#phrases.keys()) {
      if (this.#bytes <= this.#limitBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#phrases.get(key)?.byteLength ?? 0;
    this.#phrases.delete(key);
  }
}

function keyOf({ provider, model, voice, text }: Phrase): string {
  return [provider, model, voice ?? '', text].join('\0');
}
