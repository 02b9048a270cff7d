/**
 * A WebSocket to a vendor, on top of `ws`: what every streaming vendor needs and none specifies. Deadlines for the
 * handshake, a heartbeat that notices a peer which is gone without a word (RFC 6455 §5.5.2, ping and pong), and each
 * way to fail turned into one typed error.
 *
 *   connecting ──101──► open ──close(), vendor's close, loss, silence──► closed
 *        └──status, refusal, deadline──────────────────────────────────────▲
 */
import type { IncomingMessage } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import type { ConnectionProblemCode } from '../spec/connection-test.ts';
import { networkError, problemOfStatus, quotable, VendorError } from './vendor-error.ts';

/** How a vendor said no. */
export interface Refusal {
  /** HTTP status of the handshake; null when the socket was open. */
  status: number | null;
  /** Close code (RFC 6455 §7.4); null during the handshake. */
  closeCode: number | null;
  /** Body of the answer or reason of the close, as the vendor wrote it. */
  text: string;
}

/** `idle`: nothing is wrong, the vendor closes a socket on which nothing was said for long. */
export type RefusalMeaning = ConnectionProblemCode | 'idle';

export interface VendorSocketOptions {
  /** Name for a person, e.g. `Deepgram`. */
  vendor: string;
  url: URL;
  headers: Record<string, string>;
  /** The key, so that no message ever shows it. */
  secret: string;
  /** From the first packet to the end of the handshake. Default 5 s. */
  connectTimeoutMs?: number | undefined;
  /** A ping after so much silence; a second such silence means that the peer is gone. Default 10 s. */
  heartbeatMs?: number | undefined;
  /** The vendor's own way to say what is wrong; null where it says nothing better than the status or close code. */
  classify: (refusal: Refusal) => RefusalMeaning | null;
  /** Text messages, in order. */
  onMessage: (text: string) => void;
  /** Told once. Null after `close()`, or where the vendor closed normally. */
  onClosed: (error: VendorError | null) => void;
}

/** Time for the closing handshake before the connection is cut. */
const CLOSE_TIMEOUT_MS = 1000;
/** Of a refusal's body; vendors send a line of JSON, proxies a page. */
const MAX_BODY_BYTES = 4096;
/** A chunk of speech is some 10 kB in base64; this is ample, and keeps a broken peer from filling memory. */
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

export class VendorSocket {
  readonly #options: VendorSocketOptions;
  /** Null where address or key are such that none can be made. */
  readonly #socket: WebSocket | null;
  /** Resolves when open; rejects when the socket closes before that. */
  readonly opened: Promise<void>;
  #settleOpened: { resolve: () => void; reject: (error: VendorError) => void } | null = null;
  #deadline: NodeJS.Timeout | null;
  #heartbeat: NodeJS.Timeout | null = null;
  #heardSincePing = true;
  #closed = false;

  constructor(options: VendorSocketOptions) {
    this.#options = options;
    this.opened = new Promise((resolve, reject) => (this.#settleOpened = { resolve, reject }));
    // Whoever does not wait for it hears of the failure by onClosed.
    this.opened.catch(() => undefined);
    this.#socket = this.#make();
    const connectTimeoutMs = options.connectTimeoutMs ?? 5000;
    this.#deadline = setTimeout(() => {
      this.fail(new VendorError('timeout', `${this.#name} did not answer within ${connectTimeoutMs} ms.`));
    }, connectTimeoutMs);
    if (this.#socket) this.#listen(this.#socket);
  }

  #make(): WebSocket | null {
    const { vendor, url, headers, secret } = this.#options;
    const problem = ((): VendorError | null => {
      if (!/^wss?:$/.test(url.protocol)) {
        return new VendorError(
          'wrong-setting',
          `The address of the connection to ${vendor} is not a web address.`,
        );
      }
      // Not fit for an HTTP header (RFC 9110 §5.5): a word-processed or half-copied key.
      if (!/^[\x21-\x7e]+$/.test(secret)) {
        return new VendorError('wrong-key', `The key of the connection to ${vendor} is empty, or not a key.`);
      }
      return null;
    })();
    if (problem) {
      queueMicrotask(() => {
        this.#end(problem);
      });
      return null;
    }
    return new WebSocket(url, {
      headers,
      maxPayload: MAX_PAYLOAD_BYTES,
      // Base64 speech and PCM hardly shrink, and deflating costs the beat of every call.
      perMessageDeflate: false,
    });
  }

  #listen(socket: WebSocket): void {
    const { onMessage, vendor, url } = this.#options;
    socket.on('open', () => {
      this.#open();
    });
    socket.on('message', (data: RawData, isBinary: boolean) => {
      this.#heardSincePing = true;
      if (!isBinary && !this.#closed) onMessage(textOf(data));
    });
    socket.on('pong', () => (this.#heardSincePing = true));
    socket.on('ping', () => (this.#heardSincePing = true));
    socket.on('unexpected-response', (_request, response) => {
      this.#refusedHandshake(response);
    });
    socket.on('close', (code, reason) => {
      this.#end(this.#closeError(code, reason.toString()));
    });
    socket.on('error', (error) => {
      this.fail(networkError(vendor, url.host, error));
    });
  }

  get #name(): string {
    return `${this.#options.vendor} (${this.#options.url.host})`;
  }

  get isOpen(): boolean {
    return !this.#closed && this.#socket?.readyState === WebSocket.OPEN;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Sends a text message (string) or a binary one. Nothing happens once the socket is closed. */
  send(message: string | Uint8Array): void {
    if (this.isOpen) this.#socket?.send(message);
  }

  /** Closes it; what it receives from now on is dropped. */
  close(): void {
    if (this.#closed) return;
    this.#end(null);
    if (this.#socket) closeSocket(this.#socket);
  }

  /** Cuts the connection for this reason. */
  fail(error: VendorError): void {
    this.#end(error);
    this.#socket?.terminate();
  }

  #open(): void {
    if (this.#closed) return;
    this.#clearDeadline();
    const heartbeatMs = this.#options.heartbeatMs ?? 10_000;
    this.#heartbeat = setInterval(() => {
      if (!this.#heardSincePing) {
        this.fail(new VendorError('timeout', `${this.#name} fell silent: the connection is dead.`));
        return;
      }
      this.#heardSincePing = false;
      this.#socket?.ping();
    }, heartbeatMs);
    this.#heartbeat.unref();
    this.#settleOpened?.resolve();
    this.#settleOpened = null;
  }

  /** The vendor answered the handshake with a status: its body says why. */
  #refusedHandshake(response: IncomingMessage): void {
    const status = response.statusCode ?? 0;
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    let told = false;
    const tell = (): void => {
      if (told) return;
      told = true;
      const text = Buffer.concat(chunks).toString('utf8', 0, MAX_BODY_BYTES);
      const refusal = { status, closeCode: null, text };
      this.fail(this.#refusalError(refusal, this.#options.classify(refusal), `HTTP ${status}`));
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes >= MAX_BODY_BYTES) tell();
    });
    response.on('end', tell);
    response.on('close', tell);
    response.on('error', tell);
  }

  #closeError(code: number, reason: string): VendorError | null {
    // 1006: no close frame came. 1005: one without a code. See RFC 6455 §7.4.1.
    if (code === 1006) return networkError(this.#options.vendor, this.#options.url.host, null);
    const refusal = { status: null, closeCode: code, text: reason };
    const meaning = this.#options.classify(refusal);
    if (meaning === 'idle') return null;
    if (meaning === null && (code === 1000 || code === 1001 || code === 1005)) return null;
    return this.#refusalError(refusal, meaning, `close code ${code}`);
  }

  #refusalError(refusal: Refusal, meaning: RefusalMeaning | null, how: string): VendorError {
    const { status, text } = refusal;
    const byStatus = status === null ? 'vendor-failed' : problemOfStatus(status);
    const problem = meaning === null || meaning === 'idle' ? byStatus : meaning;
    const quote = quotable(text, this.#options.secret);
    return new VendorError(problem, `${this.#name} refused: ${how}${quote === '' ? '' : `, “${quote}”`}.`);
  }

  #clearDeadline(): void {
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#deadline = null;
  }

  #end(error: VendorError | null): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clearDeadline();
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#settleOpened?.reject(
      error ?? new VendorError('network', `The connection to ${this.#name} was closed while opening.`),
    );
    this.#settleOpened = null;
    this.#options.onClosed(error);
  }
}

/** Closes it in good order; cuts it where that takes too long, or where it is not open yet. */
export function closeSocket(socket: WebSocket): void {
  if (socket.readyState === WebSocket.CONNECTING) {
    socket.terminate();
    return;
  }
  socket.close(1000);
  const cut = setTimeout(() => {
    socket.terminate();
  }, CLOSE_TIMEOUT_MS);
  cut.unref();
  socket.once('close', () => {
    clearTimeout(cut);
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
