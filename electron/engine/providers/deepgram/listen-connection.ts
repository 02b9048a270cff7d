/**
 * The connection of one call to the recogniser: opened at once, kept alive, opened again with growing patience after a
 * loss. Each time it opens, its timeline begins at zero.
 *
 *   connecting ──► open ──loss──► waiting ──back-off──► connecting
 *        └──wrong key, unknown model──► given up
 */
import { SAMPLES_PER_MS } from '../../audio/frame.ts';
import { VendorError } from '../wire/vendor-error.ts';
import { VendorSocket } from '../wire/vendor-socket.ts';
import {
  classifyDeepgram,
  closeStreamMessage,
  configureMessage,
  keepAliveMessage,
  listenUrl,
  parseDeepgram,
  takesKeyterms,
  VENDOR,
  type DeepgramResult,
} from './protocol.ts';

export interface ListenConnectionOptions {
  apiKey: string;
  model: string;
  language: string | null;
  baseUrl: string;
  /** Does the server take new terms on an open stream? */
  configures: boolean;
  connectTimeoutMs?: number | undefined;
  heartbeatMs?: number | undefined;
  /** Sound without a single result, and time as long, after which the connection is taken for dead. */
  silenceTimeoutMs: number;
  /** Silence on our side after which a KeepAlive goes out; the vendor closes after 10 s. */
  keepAliveMs: number;
  /** First wait before connecting again; doubled up to 5 s. */
  reconnectMs: number;
}

export interface ListenConnectionEvents {
  /** What is under way has to be said on it, from the beginning of its timeline. */
  opened(): void;
  result(result: DeepgramResult): void;
  /** It broke, or could not be opened, `refusals` times in a row. It is tried again, unless that cannot help. */
  failing(error: VendorError, refusals: number): void;
}

const RECONNECT_MAXIMUM_MS = 5000;

export class ListenConnection {
  readonly #options: ListenConnectionOptions;
  readonly #events: ListenConnectionEvents;
  #socket: VendorSocket;
  #samplesSent = 0;
  #lastSentMs = 0;
  #keepAlive: NodeJS.Timeout | null = null;
  #reconnect: NodeJS.Timeout | null = null;
  /** Connections in a row on which nothing was heard: the more, the longer the wait for the next. */
  #fruitless = 0;
  /** Connections in a row that did not even open. */
  #refusals = 0;
  #fatal: VendorError | null = null;
  #closed = false;
  /** Sound since the last result, and the time of its first sample. */
  #unansweredSamples = 0;
  #unansweredSinceMs = 0;
  #wantedTerms: readonly string[] = [];
  /** What the vendor has been told on this connection. */
  #toldTerms: readonly string[] = [];

  constructor(options: ListenConnectionOptions, events: ListenConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#socket = this.#connect();
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  /** Samples sent since it opened: the present end of its timeline. */
  get samplesSent(): number {
    return this.#samplesSent;
  }

  /** What no new attempt can mend. */
  get fatal(): VendorError | null {
    return this.#fatal;
  }

  /** The caller begins to speak: no time to wait for the next attempt. */
  hurry(): void {
    if (!this.#reconnect) return;
    clearTimeout(this.#reconnect);
    this.#reconnect = null;
    this.#socket = this.#connect();
  }

  /**
   * What to listen for. At once where the server takes it on an open stream; else with the next connection, which is made
   * at the next `rest`.
   */
  listenFor(terms: readonly string[]): void {
    this.#wantedTerms = terms;
    if (this.isOpen && this.#options.configures && takesKeyterms(this.#options.model)) this.#configure();
  }

  /** Nothing is under way: the moment to connect anew with other terms. */
  rest(): void {
    if (this.#closed || !this.isOpen || sameTerms(this.#wantedTerms, this.#toldTerms)) return;
    const old = this.#socket;
    this.#socket = this.#connect();
    old.send(closeStreamMessage);
    old.close();
  }

  sendAudio(samples: Int16Array): void {
    if (!this.isOpen) return;
    const { silenceTimeoutMs } = this.#options;
    const nowMs = performance.now();
    if (this.#unansweredSamples === 0) this.#unansweredSinceMs = nowMs;
    this.#samplesSent += samples.length;
    this.#unansweredSamples += samples.length;
    this.send(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
    if (this.#unansweredSamples < silenceTimeoutMs * SAMPLES_PER_MS) return;
    if (nowMs - this.#unansweredSinceMs < silenceTimeoutMs) return;
    this.fail(new VendorError('timeout', `${VENDOR} gave no result for ${silenceTimeoutMs} ms of sound.`));
  }

  send(message: string | Uint8Array): void {
    this.#lastSentMs = performance.now();
    this.#socket.send(message);
  }

  /** Cuts a connection that does not do what it should; another is opened. */
  fail(error: VendorError): void {
    this.#socket.fail(error);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clearTimers();
    this.#socket.send(closeStreamMessage);
    this.#socket.close();
  }

  #connect(): VendorSocket {
    const { apiKey, connectTimeoutMs, heartbeatMs } = this.#options;
    const terms = this.#wantedTerms;
    let opened = false;
    let heard = false;
    const socket: VendorSocket = new VendorSocket({
      vendor: VENDOR,
      url: listenUrl({ ...this.#options, keyterms: terms }),
      headers: { authorization: `Token ${apiKey}` },
      secret: apiKey,
      connectTimeoutMs,
      heartbeatMs,
      classify: classifyDeepgram,
      onMessage: (text) => {
        if (socket !== this.#socket) return;
        heard = true;
        this.#take(text);
      },
      onClosed: (error) => {
        if (socket === this.#socket) this.#lost(error, opened, heard);
      },
    });
    socket.opened.then(
      () => {
        opened = true;
        if (socket === this.#socket) this.#opened(terms);
      },
      () => undefined,
    );
    return socket;
  }

  #opened(terms: readonly string[]): void {
    if (this.#closed) return;
    this.#refusals = 0;
    this.#samplesSent = 0;
    this.#unansweredSamples = 0;
    this.#lastSentMs = performance.now();
    this.#toldTerms = terms;
    this.listenFor(this.#wantedTerms);
    if (this.#keepAlive) clearTimeout(this.#keepAlive);
    this.#armKeepAlive(this.#options.keepAliveMs);
    this.#events.opened();
  }

  #take(text: string): void {
    const message = parseDeepgram(text);
    this.#fruitless = 0;
    if (message.type === 'result') {
      this.#unansweredSamples = 0;
      this.#events.result(message);
    } else if (message.type === 'broken') {
      this.fail(new VendorError('vendor-failed', `${VENDOR} sent something that is none of its messages.`));
    }
    // After an error the vendor closes by itself where it cannot go on, and gives the reason there.
  }

  #lost(error: VendorError | null, opened: boolean, heard: boolean): void {
    if (this.#closed) return;
    this.#clearTimers();
    if (!heard) this.#fruitless += 1;
    if (!opened) this.#refusals += 1;
    if (error && !error.retryable) this.#fatal = error;
    else this.#reconnectLater();
    if (error) this.#events.failing(error, this.#refusals);
  }

  #reconnectLater(): void {
    const waitMs = Math.min(RECONNECT_MAXIMUM_MS, this.#options.reconnectMs * 2 ** this.#fruitless);
    this.#reconnect = setTimeout(() => {
      this.#reconnect = null;
      this.#socket = this.#connect();
    }, waitMs);
  }

  #configure(): void {
    if (sameTerms(this.#wantedTerms, this.#toldTerms)) return;
    this.#toldTerms = this.#wantedTerms;
    this.send(configureMessage(this.#wantedTerms));
  }

  #armKeepAlive(waitMs: number): void {
    this.#keepAlive = setTimeout(() => {
      const { keepAliveMs } = this.#options;
      const leftMs = keepAliveMs - (performance.now() - this.#lastSentMs);
      if (leftMs <= 1) this.send(keepAliveMessage);
      this.#armKeepAlive(leftMs <= 1 ? keepAliveMs : leftMs);
    }, waitMs);
    this.#keepAlive.unref();
  }

  #clearTimers(): void {
    if (this.#keepAlive) clearTimeout(this.#keepAlive);
    if (this.#reconnect) clearTimeout(this.#reconnect);
    this.#keepAlive = null;
    this.#reconnect = null;
  }
}

function sameTerms(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((term, index) => term === b[index]);
}
