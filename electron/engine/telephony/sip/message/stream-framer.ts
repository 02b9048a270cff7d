/**
 * Messages in a byte stream (TCP, TLS), RFC 3261 §7.5 and §18.3, and the keep-alives between them, RFC 5626 §3.5.1.
 *
 *             CRLF: keep-alive                    complete: message
 *              ┌───┐                             ┌─────────────┐
 *              │   ▼        other byte           │             ▼
 *   push ──►  between  ───────────────► head ──► body ──►  between
 *                                        │        │
 *                                        ▼        ▼
 *                     failed: too long, no Content-Length; the stream has to be closed
 *
 * Memory is bounded by the longest head and body, whatever the peer sends and in however small pieces.
 */
import { maxBodyBytes, maxHeadBytes } from './limits.ts';
import type { SipMessage } from './message.ts';
import { contentLength, endOfHead, parseError, parseHead, SipParseError, type ParsedHead } from './parse.ts';

export type FramedItem =
  /** `bytes`: as it came, for the wire log. */
  | { kind: 'message'; message: SipMessage; bytes: Uint8Array }
  /** CRLF CRLF: answer with one CRLF. */
  | { kind: 'ping' }
  /** CRLF: the answer to our ping. */
  | { kind: 'pong' }
  /** `fatal`: where the next message begins cannot be known; answer if need be, then close. */
  | { kind: 'malformed'; error: SipParseError; fatal: boolean };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

export class StreamFramer {
  readonly #openedByUs: boolean;
  #buffer = new Uint8Array(4096);
  #length = 0;
  /** How far the head's end has been looked for. */
  #scanned = 0;
  #head: ParsedHead | null = null;
  #headBytes = new Uint8Array();
  #bodyBytes = 0;
  /** A single CRLF of a peer that may be half a ping. */
  #halfPing = false;
  #failed = false;

  /** Who opened a connection pings on it, the other side answers: it decides what a lone CRLF is. */
  constructor(openedByUs: boolean) {
    this.#openedByUs = openedByUs;
  }

  /** Bytes that are held, for tests of the bound. */
  get bufferedBytes(): number {
    return this.#length;
  }

  /** A message has begun and is not complete. */
  get isMidMessage(): boolean {
    return this.#length > 0 || this.#head !== null;
  }

  push(chunk: Uint8Array): FramedItem[] {
    if (this.#failed) return [];
    const items: FramedItem[] = [];
    // Piece by piece, so that a chunk of any size never makes the buffer larger than one message.
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(chunk.length - at, maxHeadBytes + maxBodyBytes - this.#length);
      this.#append(chunk.subarray(at, at + taken));
      at += taken;
      this.#read(items);
    }
    return items;
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }

  #read(items: FramedItem[]): void {
    let start = 0;
    while (!this.#failed) {
      if (!this.#head) {
        start = this.#readKeepAlives(start, items);
        const bodyAt = this.#findBody(start);
        if (bodyAt < 0) {
          if (this.#length - start > maxHeadBytes) this.#refuseHead(start, items);
          break;
        }
        this.#readHead(start, bodyAt, items);
        start = bodyAt;
        continue;
      }
      if (this.#length - start < this.#bodyBytes) break;
      const { message, problem } = this.#head;
      message.body = this.#buffer.slice(start, start + this.#bodyBytes);
      items.push(
        problem
          ? { kind: 'malformed', error: parseError(this.#head, problem), fatal: false }
          : { kind: 'message', message, bytes: joined(this.#headBytes, message.body) },
      );
      start += this.#bodyBytes;
      this.#head = null;
      this.#scanned = 0;
    }
    this.#drop(this.#failed ? this.#length : start);
  }

  /** Only whole CRLFs are taken: a CR at the end waits for its LF. */
  #readKeepAlives(start: number, items: FramedItem[]): number {
    let at = start;
    let pairs = 0;
    while (
      this.#buffer[at] === carriageReturn &&
      this.#buffer[at + 1] === lineFeed &&
      at + 1 < this.#length
    ) {
      at += 2;
      pairs += 1;
    }
    const total = pairs + (this.#halfPing ? 1 : 0);
    // One answer is enough for however many pings a chunk holds.
    if (pairs > 0 && total >= 2) items.push({ kind: 'ping' });
    else if (pairs > 0 && this.#openedByUs) items.push({ kind: 'pong' });
    const messageBegins = at < this.#length && this.#buffer[at] !== carriageReturn;
    this.#halfPing = !this.#openedByUs && total % 2 === 1 && !messageBegins;
    if (pairs > 0) this.#scanned = 0;
    return at;
  }

  /** Goes on where the last search ended; three bytes back, as the end may have come in pieces. */
  #findBody(start: number): number {
    const bodyAt = endOfHead(this.#buffer.subarray(0, this.#length), Math.max(start, this.#scanned - 3));
    this.#scanned = this.#length;
    return bodyAt;
  }

  #readHead(start: number, bodyAt: number, items: FramedItem[]): void {
    try {
      const head = parseHead(decoder.decode(this.#buffer.subarray(start, bodyAt)));
      const isCounted = head.message.headers.has('Content-Length') && !head.badLength;
      // §18.3: in a stream every message says how long it is.
      const length = isCounted ? contentLength(head.message) : null;
      if (length === null) {
        this.#fail(
          parseError(head, head.problem ?? { status: 400, text: 'Content-Length is missing' }),
          items,
        );
      } else if (length > maxBodyBytes || bodyAt - start > maxHeadBytes) {
        this.#fail(parseError(head, { status: 513, text: 'The message is too long' }), items);
      } else {
        this.#head = head;
        this.#headBytes = this.#buffer.slice(start, bodyAt);
        this.#bodyBytes = length;
      }
    } catch (error) {
      if (!(error instanceof SipParseError)) throw error;
      this.#fail(error, items);
    }
  }

  #refuseHead(start: number, items: FramedItem[]): void {
    const problem = { status: 513, text: 'The header is too long' };
    try {
      const head = parseHead(decoder.decode(this.#buffer.subarray(start, start + maxHeadBytes)));
      this.#fail(parseError(head, problem), items);
    } catch {
      this.#fail(new SipParseError(problem.text, { status: problem.status }), items);
    }
  }

  #fail(error: SipParseError, items: FramedItem[]): void {
    this.#failed = true;
    items.push({ kind: 'malformed', error, fatal: true });
  }

  #drop(bytes: number): void {
    if (bytes === 0) return;
    this.#buffer.copyWithin(0, bytes, this.#length);
    this.#length -= bytes;
    this.#scanned = Math.max(0, this.#scanned - bytes);
    // A long message does not keep its memory for the life of the connection.
    if (this.#length === 0 && this.#buffer.length > 16_384) this.#buffer = new Uint8Array(4096);
  }
}

function joined(head: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
