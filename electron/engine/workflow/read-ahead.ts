/** A request that is made before it is certain that its answer is wanted, and read at the model's own pace. */
import type { LanguageModel, LlmEvent, LlmRequest } from '../providers/spec/llm.ts';
import { Replay } from './replay.ts';
import { ReplyReader } from './reply-reader.ts';

export class ReadAhead {
  readonly request: LlmRequest;
  /** The moment that the request tells. */
  readonly at: Date;
  readonly #now: () => Date;
  readonly #abort = new AbortController();
  readonly #events = new Replay<LlmEvent>();
  #firstEventMs: number | null = null;

  constructor(options: { llm: LanguageModel; request: LlmRequest; at: Date; now: () => Date }) {
    this.request = options.request;
    this.at = options.at;
    this.#now = options.now;
    void this.#pump(options.llm);
  }

  get failed(): boolean {
    return this.#events.failed;
  }

  /** What has come so far. */
  get reply(): ReplyReader {
    const reply = new ReplyReader();
    for (const event of this.#events.items) reply.read(event);
    return reply;
  }

  /** Milliseconds by which the first event of this answer comes earlier than if it were asked for now. */
  get savedMs(): number {
    return (this.#firstEventMs ?? this.#now().getTime()) - this.at.getTime();
  }

  /** The words, as they come. Ends silently when the request fails. */
  async *words(): AsyncGenerator<string, void> {
    const reply = new ReplyReader();
    try {
      for await (const event of this.#events.read()) {
        const words = reply.read(event);
        if (words !== '') yield words;
      }
    } catch {
      // Whoever takes the answer is told; these words are only a preparation.
    }
  }

  /** The answer, from its beginning; from here on the signal governs the request, and leaving the loop ends it. */
  async *take(signal: AbortSignal): AsyncGenerator<LlmEvent, void> {
    const stop = (): void => {
      this.abort();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      yield* this.#events.read();
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  /** Gives it up; readers come to an end. */
  abort(): void {
    this.#abort.abort();
    this.#events.end();
  }

  async #pump(llm: LanguageModel): Promise<void> {
    try {
      for await (const event of llm.stream(this.request, this.#abort.signal)) {
        if (this.#abort.signal.aborted) break;
        this.#firstEventMs ??= this.#now().getTime();
        this.#events.push(event);
      }
      this.#events.end();
    } catch (thrown) {
      this.#events.fail(thrown);
    }
  }
}
