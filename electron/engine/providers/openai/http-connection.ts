/**
 * One server's keep-alive connections, over Node's own HTTP client.
 *
 * Not the `openai` package: its retries, its parsing and its one overall timeout stand in the way of what a call needs. A
 * stream cut in the middle ends there like a complete one, a chunk that is not JSON is printed, only the whole request
 * has a deadline, and it cannot tell a reused connection from a new one. Node's client says which it was
 * (`reusedSocket`): a request that met a connection which the server had just closed is sent once more, at once, and
 * one that failed on a new connection is not. Server-sent events are read by `eventsource-parser`, answers checked by zod.
 */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Disposable } from '../../base/disposable.ts';
import type { Endpoint } from './endpoint.ts';
import { networkFailure, timedOut, type FailureContext } from './errors.ts';
import { HttpAnswer } from './http-answer.ts';
import { httpFailure, retryAfterOf } from './http-failure.ts';
import { deadlinesOf, type Deadlines } from './options.ts';

/** Idle connections are kept this long: callers think, and a new TLS connection costs two round trips and more. */
const KEEP_IDLE_MS = 300_000;
/** How much of a failed answer's body is read for its message, in bytes. */
const MAX_ERROR_BYTES = 64_000;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'OPTIONS';
  path: string;
  body?: { type: string; bytes: Uint8Array };
  accept?: string;
}

export interface HttpConnectionOptions {
  endpoint: Endpoint;
  context: FailureContext;
  /** Open another connection when an abort has cost one. Default: over TLS only, where that takes long. */
  refill?: boolean;
}

export class HttpConnection implements Disposable {
  readonly deadlines: Deadlines;
  readonly #endpoint: Endpoint;
  readonly #context: FailureContext;
  readonly #secure: boolean;
  readonly #refill: boolean;
  readonly #agent: HttpAgent | HttpsAgent;
  #warming: Promise<boolean> | null = null;
  #disposed = false;

  constructor({ endpoint, context, refill }: HttpConnectionOptions) {
    this.#endpoint = endpoint;
    this.#context = context;
    this.deadlines = deadlinesOf(context.options);
    this.#secure = endpoint.base.protocol === 'https:';
    this.#refill = refill ?? this.#secure;
    const { hostname } = endpoint.base;
    const settings = {
      keepAlive: true,
      noDelay: true,
      timeout: KEEP_IDLE_MS,
      // A proxy of the environment leads out of the machine, not to a server on it.
      ...(isLoopback(hostname) ? {} : { proxyEnv: process.env }),
    };
    this.#agent = this.#secure ? new HttpsAgent(settings) : new HttpAgent(settings);
  }

  /** Connections that stand open without a request. */
  get idleCount(): number {
    return Object.values(this.#agent.freeSockets).reduce((sum, sockets) => sum + (sockets?.length ?? 0), 0);
  }

  /**
   * Opens a connection now, so that the next request does not wait for name, TCP and TLS. Nothing is asked for that costs
   * anything. False when it could not be opened; the next request then says why.
   */
  async warm(): Promise<boolean> {
    if (this.#disposed) return false;
    if (this.idleCount > 0) return true;
    this.#warming ??= this.#open().finally(() => {
      this.#warming = null;
    });
    return this.#warming;
  }

  /**
   * Sends a request. Answers when the head of a 2xx answer is there; anything else is an OpenAiError.
   * The body's deadlines run from then on (`HttpAnswer.bytes`). Aborting destroys the socket; the promise then rejects with
   * whatever Node says, which the adapters swallow.
   */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const url = this.#endpoint.url(request.path, this.#context.model ?? '');
    const answer = await this.#exchange(url, request, signal);
    const status = answer.status;
    if (status >= 200 && status < 300) return answer;
    let body = '';
    try {
      body = await answer.text(MAX_ERROR_BYTES);
    } catch {
      // The status alone says enough.
    }
    signal.throwIfAborted();
    throw httpFailure(this.#context, {
      status,
      body,
      retryAfterMs: retryAfterOf(answer.headers),
      path: url.pathname,
    });
  }

  /** Closes every connection; requests under way fail. */
  dispose(): void {
    this.#disposed = true;
    this.#agent.destroy();
  }

  async #open(): Promise<boolean> {
    try {
      // Any answer will do, a 405 too. (Node does not keep the connection of a HEAD that comes back without a length.)
      const url = this.#endpoint.url('/models', this.#context.model ?? '');
      const limit = AbortSignal.timeout(this.deadlines.connectMs + this.deadlines.betweenEventsMs);
      const answer = await this.#exchange(url, { method: 'OPTIONS', path: '/models' }, limit);
      await answer.text(0);
      // The agent takes the socket back in a later turn of the event loop.
      await new Promise((turn) => setImmediate(turn));
      return true;
    } catch {
      return false;
    }
  }

  async #exchange(url: URL, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const startedMs = performance.now();
    for (;;) {
      const attempt = this.#attempt(url, request, signal, startedMs);
      try {
        return await attempt.answered;
      } catch (error) {
        if (signal.aborted) {
          this.#refillAfterAbort();
          throw error;
        }
        if (!attempt.wasStale(error)) throw networkFailure(this.#context, url, error);
        // The others have waited as long as this one: they are as likely to be closed.
        for (const sockets of Object.values(this.#agent.freeSockets)) {
          for (const socket of sockets ?? []) socket.destroy();
        }
      }
    }
  }

  #attempt(
    url: URL,
    { method, body, accept }: HttpRequest,
    signal: AbortSignal,
    startedMs: number,
  ): { answered: Promise<HttpAnswer>; wasStale: (error: unknown) => boolean } {
    const { connectMs, firstEventMs } = this.deadlines;
    let request: ClientRequest | null = null;
    const answered = new Promise<HttpAnswer>((resolve, reject) => {
      const sent = (this.#secure ? httpsRequest : httpRequest)(url, {
        method,
        agent: this.#agent,
        headers: {
          ...(accept === undefined ? {} : { accept }),
          ...(body ? { 'content-type': body.type, 'content-length': body.bytes.length } : {}),
          ...this.#endpoint.headers,
        },
      });
      request = sent;
      const wait = new Wait((error) => sent.destroy(error));
      wait.arm(connectMs, () => timedOut(this.#context, 'could not be connected to', connectMs));
      const abort = (): void => {
        sent.destroy();
      };
      signal.addEventListener('abort', abort, { once: true });
      sent.on('socket', (socket: Socket) => {
        const connected = (): void => {
          wait.arm(firstEventMs, () => timedOut(this.#context, 'did not answer', firstEventMs));
        };
        if (isConnected(socket)) connected();
        else socket.once(this.#secure ? 'secureConnect' : 'connect', connected);
      });
      sent.on('response', (message: IncomingMessage) => {
        wait.disarm();
        resolve(
          new HttpAnswer({
            message,
            request: sent,
            signal,
            context: this.#context,
            deadlines: this.deadlines,
            startedMs,
            onEnd: () => {
              signal.removeEventListener('abort', abort);
              if (signal.aborted) this.#refillAfterAbort();
            },
          }),
        );
      });
      sent.on('error', (error) => {
        wait.disarm();
        signal.removeEventListener('abort', abort);
        reject(error);
      });
      sent.on('close', () => {
        wait.disarm();
        // Destroyed without an error: aborted before the answer. A settled promise does not mind.
        reject(new Error('closed'));
      });
      sent.end(body?.bytes);
    });
    return {
      answered,
      wasStale: (error) =>
        request?.reusedSocket === true &&
        /^(?:ECONNRESET|EPIPE)$/.test(String((error as NodeJS.ErrnoException).code)),
    };
  }

  #refillAfterAbort(): void {
    if (this.#refill && !this.#disposed) void this.warm();
  }
}

/** One timer at a time. */
class Wait {
  #timer: NodeJS.Timeout | null = null;
  readonly #expire: (error: Error) => void;

  constructor(expire: (error: Error) => void) {
    this.#expire = expire;
  }

  arm(limitMs: number, error: () => Error): void {
    this.disarm();
    this.#timer = setTimeout(() => {
      this.#expire(error());
    }, limitMs);
  }

  disarm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** Also of a TLS socket: a reused one, and one that came through a proxy, have shaken hands already. */
function isConnected(socket: Socket): boolean {
  if (!(socket instanceof TLSSocket)) return !socket.connecting;
  const protocol = socket.getProtocol();
  return !socket.connecting && protocol !== null && protocol !== 'unknown';
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
