/**
 * One socket and the contexts on it.
 *
 *   context  waits ──open──► said ──audio*──► done             (it holds its place on the socket until the vendor says
 *                              └──leave──► cancelled ──► done   that it is done, also when nobody listens any more)
 */
import { AudioQueue, type SpeechDeadlines } from './audio-queue.ts';
import type { SpeechMessage, SpeechProtocol } from './speech-protocol.ts';
import { VendorError } from './vendor-error.ts';
import { VendorSocket } from './vendor-socket.ts';

export interface SpeechLaneOptions {
  deadlines: SpeechDeadlines;
  connectTimeoutMs?: number | undefined;
  heartbeatMs?: number | undefined;
  /** A socket that the vendor closes for idleness is opened again if it spoke so recently. Default 5 min. */
  keepWarmMs?: number | undefined;
}

const KEEP_WARM_MS = 300_000;
/** A cancelled context of which the vendor says nothing more is over by then. */
const CANCELLED_EXPIRY_MS = 10_000;

export interface LaneEvents {
  /** @param again it was in use lately and nothing is wrong: whoever wants to stay warm opens another */
  closed(lane: SpeechLane, again: boolean): void;
  /** Nobody listens to any of its contexts. */
  unheard(lane: SpeechLane): void;
}

interface LaneContext {
  queue: AudioQueue;
  /** After a missed deadline: a socket that has not said a word since this context began is taken for dead. */
  closeIfSilent(): void;
  /** Nobody listens any more. */
  leave(): void;
}

/** What is open at the vendor: somebody listens (queue), or nobody any more (since when). */
type OpenContext = { queue: AudioQueue } | { cancelledAtMs: number };

export class SpeechLane {
  readonly key: string;
  readonly #protocol: SpeechProtocol;
  readonly #options: SpeechLaneOptions;
  readonly #events: LaneEvents;
  readonly #socket: VendorSocket;
  readonly #contexts = new Map<string, OpenContext>();
  #usedAtMs: number | null = null;
  #heardAtMs = 0;
  /** Takes no new context: it is left as soon as nobody listens. */
  #retiring = false;

  constructor(
    key: string,
    voice: string,
    protocol: SpeechProtocol,
    options: SpeechLaneOptions,
    events: LaneEvents,
  ) {
    this.key = key;
    this.#protocol = protocol;
    this.#options = options;
    this.#events = events;
    this.#socket = new VendorSocket({
      vendor: protocol.vendor,
      ...protocol.connect(voice),
      secret: protocol.secret,
      connectTimeoutMs: options.connectTimeoutMs,
      heartbeatMs: options.heartbeatMs,
      classify: protocol.classify,
      onMessage: (text) => {
        this.#heardAtMs = performance.now();
        for (const message of protocol.parse(text)) this.#take(message);
      },
      onClosed: (error) => {
        this.#socketClosed(error);
      },
    });
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  get isClosed(): boolean {
    return this.#socket.isClosed;
  }

  get hasRoom(): boolean {
    if (this.isClosed || this.#retiring) return false;
    const expiredMs = performance.now() - CANCELLED_EXPIRY_MS;
    for (const [context, open] of this.#contexts) {
      if ('cancelledAtMs' in open && open.cancelledAtMs < expiredMs) this.#contexts.delete(context);
    }
    return this.#contexts.size < this.#protocol.maximumContexts;
  }

  begin(context: string, text: string, voice: string): LaneContext {
    const queue = new AudioQueue(this.#protocol.vendor, this.#options.deadlines);
    const beganAtMs = performance.now();
    this.#contexts.set(context, { queue });
    this.#usedAtMs = beganAtMs;
    const send = (): void => {
      if (!this.#contexts.has(context)) return;
      for (const message of this.#protocol.begin(context, text, voice)) this.#socket.send(message);
    };
    if (this.isOpen) send();
    else void this.#socket.opened.then(send, () => undefined);
    return {
      queue,
      closeIfSilent: () => {
        if (!this.isOpen || this.#heardAtMs >= beganAtMs) return;
        const happened = `${this.#protocol.vendor} answers nothing on an open connection.`;
        this.#socket.fail(new VendorError('timeout', happened));
      },
      leave: () => {
        this.#leave(context);
      },
    };
  }

  close(): void {
    this.#socket.close();
  }

  #leave(context: string): void {
    const open = this.#contexts.get(context);
    if (open && 'queue' in open) {
      if (!this.isOpen) {
        this.#contexts.delete(context);
      } else if (this.#protocol.cancel) {
        this.#contexts.set(context, { cancelledAtMs: performance.now() });
        this.#socket.send(this.#protocol.cancel(context));
      } else {
        this.#contexts.delete(context);
        this.#retiring = true;
      }
    }
    if (this.isClosed || [...this.#contexts.values()].some((other) => 'queue' in other)) return;
    if (this.#retiring) this.#socket.close();
    else this.#events.unheard(this);
  }

  #take(message: SpeechMessage): void {
    if (message.type === 'error' && message.context === null) {
      this.#socket.fail(message.error);
      return;
    }
    const context = message.context ?? '';
    const open = this.#contexts.get(context);
    const queue = open && 'queue' in open ? open.queue : null;
    if (message.type === 'audio') {
      queue?.push(message.bytes);
      return;
    }
    if (message.type === 'done') queue?.end();
    else queue?.fail(message.error);
    this.#contexts.delete(context);
  }

  #socketClosed(error: VendorError | null): void {
    // A vendor that closes normally in the middle of a text has cut it all the same.
    const happened = `${this.#protocol.vendor} closed the connection in the middle of a text.`;
    for (const open of this.#contexts.values()) {
      if ('queue' in open) open.queue.fail(error ?? new VendorError('network', happened));
    }
    this.#contexts.clear();
    const idleMs = this.#usedAtMs === null ? Infinity : performance.now() - this.#usedAtMs;
    this.#events.closed(this, error === null && idleMs < (this.#options.keepWarmMs ?? KEEP_WARM_MS));
  }
}
