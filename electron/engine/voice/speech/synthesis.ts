/** One text on its way from the provider: kept until somebody takes it, then passed on as it comes. */
import type { Timeline } from '../../base/timeline.ts';
import type { ProviderWait } from '../provider-time.ts';

export interface SpeechSink {
  append(samples: Int16Array): void;
  /** No more samples will come. */
  complete(): void;
  failed(error: unknown): void;
}

export class Synthesis {
  readonly requestMs: number;
  readonly settled: Promise<void>;
  /** The wait for it, as the provider's time is accounted. */
  wait: ProviderWait | null = null;
  readonly #abort = new AbortController();
  #governors: readonly AbortSignal[];
  readonly #chunks: Int16Array[] = [];
  #sink: SpeechSink | null = null;
  #firstByteMs: number | null = null;
  #error: { thrown: unknown } | null = null;
  #done = false;
  #settle: () => void = () => undefined;

  /** `governors`: any of them, aborted, stops it. */
  constructor(requestMs: number, governors: readonly AbortSignal[]) {
    this.requestMs = requestMs;
    this.#governors = governors;
    this.settled = new Promise((resolve) => (this.#settle = resolve));
    this.#govern();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get firstByteMs(): number | null {
    return this.#firstByteMs;
  }

  get done(): boolean {
    return this.#done;
  }

  get failed(): boolean {
    return this.#error !== null || this.#abort.signal.aborted;
  }

  /** Somebody waits for it from now on, and governs it beside the end of the call. */
  adopt(signal: AbortSignal, sink: SpeechSink): void {
    this.#release();
    this.#governors = [signal, ...this.#governors.slice(1)];
    this.#govern();
    if (this.wait) this.wait.background = false;
    for (const samples of this.#chunks) sink.append(samples);
    this.#sink = sink;
    if (this.#done) this.#finish();
  }

  /** Reads to the end. Answers all chunks when they are the whole text. */
  async read(chunks: AsyncIterable<Int16Array>, timeline: Timeline): Promise<readonly Int16Array[] | null> {
    try {
      for await (const samples of chunks) {
        if (samples.length === 0) continue;
        this.#firstByteMs ??= timeline.now();
        this.#chunks.push(samples);
        this.#sink?.append(samples);
      }
    } catch (thrown) {
      this.#error = { thrown };
    }
    this.#done = true;
    this.#release();
    if (this.#sink) this.#finish();
    this.#settle();
    return this.failed ? null : this.#chunks;
  }

  #finish(): void {
    const sink = this.#sink;
    if (this.#error && !this.#abort.signal.aborted) sink?.failed(this.#error.thrown);
    sink?.complete();
  }

  readonly #stop = (): void => {
    this.#abort.abort();
  };

  #govern(): void {
    for (const signal of this.#governors) {
      if (signal.aborted) this.#abort.abort();
      else signal.addEventListener('abort', this.#stop, { once: true });
    }
  }

  #release(): void {
    for (const signal of this.#governors) signal.removeEventListener('abort', this.#stop);
  }
}
