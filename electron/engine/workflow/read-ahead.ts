/** A request that is made before it is certain that its answer is wanted, and read at the model's own pace. */
import type { LanguageModel, LlmEvent, LlmRequest } from '../providers/spec/llm.ts';
import { Replay } from './replay.ts';
import type { RecordedLines } from './recorded-lines.ts';
import type { ReplyPart } from './reply-marks.ts';
import { ReplyReader } from './reply-reader.ts';

export class ReadAhead {
  readonly request: LlmRequest;
  readonly #recordings: RecordedLines;
  /** The moment that the request tells. */
  readonly at: Date;
  readonly #now: () => Date;
  readonly #abort = new AbortController();
  readonly #events = new Replay<LlmEvent>();
  #firstEventMs: number | null = null;

  constructor(options: {
    llm: LanguageModel;
    request: LlmRequest;
    at: Date;
    now: () => Date;
    recordings: RecordedLines;
  }) {
    this.#recordings = options.recordings;
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
    const reply = new ReplyReader(this.#recordings);
    for (const event of this.#events.items) reply.read(event);
    return reply;
  }

  /** Milliseconds by which the first event of this answer comes earlier than if it were asked for now. */
  get savedMs(): number {
    return (this.#firstEventMs ?? this.#now().getTime()) - this.at.getTime();
  }

  /**
   * The words to be synthesised, as they come; a line break stands where a recording is played. Ends silently when the
   * request fails.
   */
  async *words(): AsyncGenerator<string, void> {
    const reply = new ReplyReader(this.#recordings);
    try {
      for await (const event of this.#events.read()) yield* wordsOf(reply.read(event));
      yield* wordsOf(reply.end());
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

function* wordsOf(parts: ReplyPart[]): Generator<string, void> {
  for (const part of parts) {
    const words = part.play === null ? part.spoken : part.play ? '\n' : part.text;
    if (words !== '') yield words;
  }
}
