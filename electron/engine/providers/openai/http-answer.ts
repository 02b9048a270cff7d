/** The body of an answer as it comes, under its deadlines. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { cutShort, timedOut, type FailureContext } from './errors.ts';
import type { Deadlines } from './options.ts';

/** After its last event, so long may a body take to end before its connection is given up, in milliseconds. */
const DRAIN_MS = 1_000;

export interface HttpAnswerOptions {
  message: IncomingMessage;
  request: ClientRequest;
  signal: AbortSignal;
  context: FailureContext;
  deadlines: Deadlines;
  /** When the request was made (`performance.now()`). */
  startedMs: number;
  /** Told once, when body and socket are done with. */
  onEnd: () => void;
}

export class HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly #options: HttpAnswerOptions;
  /** When the next event must have come. */
  #dueMs: number;
  #limitMs: number;
  #ended = false;
  #released = false;

  constructor(options: HttpAnswerOptions) {
    this.#options = options;
    this.status = options.message.statusCode ?? 0;
    this.headers = options.message.headers;
    this.#limitMs = options.deadlines.firstEventMs;
    // The wait for the first event began with the request: time spent on the head counts.
    this.#dueMs = options.startedMs + this.#limitMs;
  }

  /** `text/event-stream` */
  get contentType(): string {
    return this.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  }

  /** Something that was waited for has come: the next must come within `limitMs`, by default `betweenEventsMs`. */
  progress(limitMs = this.#options.deadlines.betweenEventsMs): void {
    this.#limitMs = limitMs;
    this.#dueMs = performance.now() + limitMs;
  }

  /**
   * The body's bytes as they arrive; never empty. Throws a retryable `provider-timeout` when no `progress` was reported in
   * time, and a retryable error when the connection breaks. Leaving the loop before the end closes the connection, unless
   * `release` was called.
   */
  async *bytes(): AsyncGenerator<Buffer, void, undefined> {
    const { message, context, signal } = this.#options;
    const iterator = message.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const next = await this.#within(iterator.next());
        if (next.done === true) break;
        const pausedMs = performance.now();
        yield next.value;
        // While the reader was busy elsewhere the vendor was not to blame.
        this.#dueMs += performance.now() - pausedMs;
      }
      if (!message.complete && !signal.aborted) throw cutShort(context);
      this.#end();
    } finally {
      if (this.#released) {
        await iterator.return?.();
        this.#drain();
      } else {
        this.#give();
      }
    }
  }

  /** All of it as text, at most so many bytes. */
  async text(maximumBytes: number): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const bytes of this.bytes()) {
      this.progress();
      parts.push(bytes);
      size += bytes.length;
      if (size > maximumBytes) break;
    }
    return Buffer.concat(parts).toString('utf8', 0, maximumBytes);
  }

  /**
   * Everything needed was read: when the loop over `bytes` is left, what follows (`[DONE]`, the last chunk) is read and
   * thrown away in the background, so that the connection can be used again.
   */
  release(): void {
    this.#released = true;
  }

  #drain(): void {
    const { message, request } = this.#options;
    this.#end();
    if (message.readableEnded || message.destroyed) return;
    const timer = setTimeout(() => request.destroy(), DRAIN_MS);
    timer.unref();
    message.on('error', () => undefined);
    message.once('close', () => {
      clearTimeout(timer);
    });
    message.resume();
  }

  async #within(
    next: Promise<IteratorResult<Buffer, undefined>>,
  ): Promise<IteratorResult<Buffer, undefined>> {
    const { request, context, signal } = this.#options;
    const limitMs = this.#limitMs;
    const waited = { tooLong: false };
    const timer = setTimeout(
      () => {
        waited.tooLong = true;
        request.destroy();
      },
      Math.max(0, this.#dueMs - performance.now()),
    );
    try {
      return await next;
    } catch (error) {
      if (signal.aborted) throw error;
      if (waited.tooLong) throw timedOut(context, 'fell silent: nothing more came', limitMs);
      throw cutShort(context, error);
    } finally {
      clearTimeout(timer);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd();
  }

  /** Not read to its end: the connection is of no further use. */
  #give(): void {
    if (this.#ended) return;
    this.#options.request.destroy();
    this.#end();
  }
}
