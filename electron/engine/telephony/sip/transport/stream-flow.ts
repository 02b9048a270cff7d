/**
 * One TCP or TLS connection that carries SIP: framed (RFC 3261 §18.3), kept alive (RFC 5626 §3.5.1), and closed when the peer
 * is slow, silent for too long or speaks something else.
 */
import type { Disposable } from '../../../base/disposable.ts';
import type { Timeline } from '../../../base/timeline.ts';
import { SipError } from '../../../base/errors.ts';
import type { SipMessage } from '../message/message.ts';
import type { SipParseError } from '../message/parse.ts';
import { StreamFramer } from '../message/stream-framer.ts';
import type { Endpoint, StreamSocket, TlsSettings } from './network.ts';
import type { PingableFlow } from './keep-alive.ts';

export interface StreamLimits {
  /** A stranger's connection that has sent no message yet, ms. */
  firstMessageMs: number;
  /** From the first byte of a message to its last, ms: who sends slower ties us down (slow loris). */
  messageMs: number;
  /** Without a message or ping either way, ms. */
  idleMs: number;
  /** An answer to our ping, ms; RFC 5626 §4.4.1 has 10 s. Only asked of peers that have answered one before. */
  pongMs: number;
}

export interface StreamFlowEvents {
  /** @param bytes as it came */
  onMessage(message: SipMessage, bytes: Uint8Array, flow: StreamFlow): void;
  onMalformed(error: SipParseError, flow: StreamFlow): void;
  onClosed(flow: StreamFlow): void;
  /** Takes one from the source's rate. */
  admit(address: string): boolean;
}

export interface StreamFlowOptions {
  socket: StreamSocket;
  transport: 'tcp' | 'tls';
  /** We have connected, not the peer. */
  isOutbound: boolean;
  /** Of such a connection over TLS. */
  tls: TlsSettings | null;
  timeline: Timeline;
  limits: StreamLimits;
  events: StreamFlowEvents;
}

const ping = new TextEncoder().encode('\r\n\r\n');
const pong = new TextEncoder().encode('\r\n');

export class StreamFlow implements PingableFlow {
  readonly transport: 'tcp' | 'tls';
  readonly isReliable = true;
  readonly isOutbound: boolean;
  readonly tls: TlsSettings | null;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Timeline, ms, of the last message or ping. */
  lastUsedMs: number;
  readonly #openedMs: number;
  readonly #socket: StreamSocket;
  readonly #timeline: Timeline;
  readonly #limits: StreamLimits;
  readonly #events: StreamFlowEvents;
  readonly #framer: StreamFramer;
  #isOpen = true;
  #hasSpoken: boolean;
  #answersPings = false;
  /** A message has begun and is not complete. */
  #slow: Disposable | null = null;
  #awaitedPong: Disposable | null = null;
  #idle: Disposable | null = null;

  constructor({ socket, transport, isOutbound, tls, timeline, limits, events }: StreamFlowOptions) {
    this.transport = transport;
    this.isOutbound = isOutbound;
    this.tls = tls;
    this.local = socket.local;
    this.remote = socket.remote;
    this.lastUsedMs = timeline.now();
    this.#openedMs = timeline.now();
    this.#socket = socket;
    this.#timeline = timeline;
    this.#limits = limits;
    this.#events = events;
    this.#framer = new StreamFramer(isOutbound);
    this.#hasSpoken = isOutbound;
    socket.onClose = () => {
      this.#closed();
    };
    this.#watchIdle();
    socket.onData = (bytes) => {
      this.#receive(bytes);
    };
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(bytes: Uint8Array): void {
    if (!this.#isOpen) return;
    this.lastUsedMs = this.#timeline.now();
    this.#socket.write(bytes);
  }

  /** A ping between messages; the peer that has answered one before has to answer this one. */
  ping(): void {
    this.send(ping);
    if (!this.#answersPings || this.#awaitedPong) return;
    this.#awaitedPong = this.#after(this.#limits.pongMs, () => {
      this.close();
    });
  }

  /** What was sent still leaves; the closing is told as any other. */
  close(): void {
    if (!this.#isOpen) return;
    this.#socket.end();
    this.#closed();
  }

  /** As `close`, and nobody is told. */
  drop(): void {
    this.#isOpen = false;
    this.#stopTimers();
    this.#socket.end();
  }

  #receive(bytes: Uint8Array): void {
    for (const item of this.#framer.push(bytes)) {
      if (!this.#isOpen) return;
      if (item.kind === 'pong') {
        this.#answersPings = true;
        this.#awaitedPong?.dispose();
        this.#awaitedPong = null;
        continue;
      }
      // A ping costs a stranger as much as a message; who sends more than his rate loses the connection.
      if (!this.#events.admit(this.remote.address)) {
        this.close();
        return;
      }
      this.#slow?.dispose();
      this.#slow = null;
      if (item.kind === 'ping') {
        this.send(pong);
        continue;
      }
      this.lastUsedMs = this.#timeline.now();
      if (item.kind === 'message') {
        this.#hasSpoken = true;
        this.#events.onMessage(item.message, item.bytes, this);
      } else {
        this.#events.onMalformed(item.error, this);
        if (item.fatal) this.close();
      }
    }
    if (!this.#isOpen) return;
    if (!this.#framer.isMidMessage) {
      this.#slow?.dispose();
      this.#slow = null;
      return;
    }
    this.#slow ??= this.#after(this.#limits.messageMs, () => {
      this.close();
    });
  }

  /** Looks when it could be due at the earliest, not at every message. */
  #watchIdle(): void {
    // Pings alone are no reason to keep a stranger's connection.
    const endMs = this.#hasSpoken
      ? this.lastUsedMs + this.#limits.idleMs
      : this.#openedMs + this.#limits.firstMessageMs;
    const leftMs = endMs - this.#timeline.now();
    if (leftMs <= 0) {
      this.close();
      return;
    }
    this.#idle = this.#after(Math.min(leftMs, this.#limits.firstMessageMs), () => {
      this.#watchIdle();
    });
  }

  #closed(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#stopTimers();
    this.#events.onClosed(this);
  }

  #stopTimers(): void {
    this.#slow?.dispose();
    this.#awaitedPong?.dispose();
    this.#idle?.dispose();
  }

  #after(delayMs: number, task: () => void): Disposable {
    return this.#timeline.at(this.#timeline.now() + delayMs, task);
  }
}

/** What a transaction is told when its connection is refused a place. */
export function tooManyConnections(): SipError {
  return new SipError(
    'sip-unreachable',
    'Too many connections are open already. Hang up calls or disable trunks.',
    {
      retryable: true,
    },
  );
}
