/**
 * Speech over one warm WebSocket: many syntheses at once, each a *context* of the vendor's protocol. The vendor's part is
 * a `SpeechProtocol`; this keeps the sockets, hands out contexts and survives what sockets do.
 *
 *   context  waits ──open──► said ──audio*──► done             (it holds its place on the socket until the vendor says
 *                              └──leave──► cancelled ──► done   that it is done, also when nobody listens any more)
 */
import { VendorError } from './vendor-error.ts';
import { AudioQueue, type SpeechDeadlines } from './audio-queue.ts';
import { VendorSocket, type Refusal, type RefusalMeaning } from './vendor-socket.ts';

/** What a vendor's message means. */
export type SpeechMessage =
  | { type: 'audio'; context: string; bytes: Uint8Array }
  | { type: 'done'; context: string }
  /** Context null: everything on this socket is over. */
  | { type: 'error'; context: string | null; error: VendorError };

export interface SpeechProtocol {
  vendor: string;
  secret: string;
  /** Contexts that the vendor allows open on one socket. */
  maximumContexts: number;
  /** Contexts of different keys need different sockets (a voice in the address, for one). */
  socketKey: (voice: string) => string;
  connect: (voice: string) => { url: URL; headers: Record<string, string> };
  /** Messages that say the text in a new context, to its end. */
  begin: (context: string, text: string, voice: string) => string[];
  /**
   * The message that makes the vendor stop. Null where the protocol has none: then the socket itself is left, and another
   * is opened for the next text.
   */
  cancel: ((context: string) => string) | null;
  /** Never throws. */
  parse: (text: string) => SpeechMessage[];
  classify: (refusal: Refusal) => RefusalMeaning | null;
}

export interface SpeechSocketsOptions {
  deadlines: SpeechDeadlines;
  connectTimeoutMs?: number | undefined;
  heartbeatMs?: number | undefined;
  /** A socket that the vendor closes for idleness is opened again if it spoke so recently. Default 5 min. */
  keepWarmMs?: number | undefined;
}

const KEEP_WARM_MS = 300_000;
/** A cancelled context of which the vendor says nothing more is over by then. */
const CANCELLED_EXPIRY_MS = 10_000;

export class SpeechSockets {
  readonly #protocol: SpeechProtocol;
  readonly #options: SpeechSocketsOptions;
  readonly #lanes = new Set<Lane>();
  #contexts = 0;
  #closed = false;

  constructor(protocol: SpeechProtocol, options: SpeechSocketsOptions) {
    this.#protocol = protocol;
    this.#options = options;
  }

  /** Opens the socket for a voice now instead of at the first text. Failures show at the first text. */
  warm(voice: string): void {
    if (!this.#closed) this.#laneFor(voice);
  }

  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes) lane.close();
    this.#lanes.clear();
  }

  /** One text's audio. Leaving the loop early, like aborting, cancels it at the vendor. */
  async *synthesize(
    text: string,
    voice: string,
    signal: AbortSignal,
  ): AsyncGenerator<Int16Array, void, undefined> {
    if (text.trim() === '') return;
    for (let attempt = 1; ; attempt += 1) {
      if (signal.aborted || this.#closed) return;
      const lane = this.#laneFor(voice);
      const stood = lane.isOpen;
      this.#contexts += 1;
      const context = lane.begin(`parley-${this.#contexts}`, text, voice);
      try {
        for (;;) {
          const chunk = await context.queue.take(signal);
          if (!chunk) return;
          yield chunk;
        }
      } catch (error) {
        context.closeIfSilent();
        // A socket that stood idle may have died unnoticed: once more, on a new one, if no audio was heard.
        const mayTryAgain = attempt === 1 && stood && lane.isClosed && !context.queue.heard;
        if (!mayTryAgain || !(error instanceof VendorError) || !error.retryable) throw error;
      } finally {
        context.leave();
      }
    }
  }

  #laneFor(voice: string): Lane {
    const key = this.#protocol.socketKey(voice);
    for (const lane of this.#lanes) {
      if (lane.key === key && lane.hasRoom) return lane;
    }
    const lane = new Lane(key, voice, this.#protocol, this.#options, {
      closed: (it, again) => {
        this.#lanes.delete(it);
        if (again && !this.#closed) this.#laneFor(voice);
      },
      unheard: (it) => {
        // A second socket was for a rush; one stays.
        const others = [...this.#lanes].some((other) => other !== it && other.key === key && other.hasRoom);
        if (!others) return;
        this.#lanes.delete(it);
        it.close();
      },
    });
    this.#lanes.add(lane);
    return lane;
  }
}

interface LaneEvents {
  /** @param again it was in use lately and nothing is wrong: whoever wants to stay warm opens another */
  closed(lane: Lane, again: boolean): void;
  /** Nobody listens to any of its contexts. */
  unheard(lane: Lane): void;
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

/** One socket and the contexts on it. */
class Lane {
  readonly key: string;
  readonly #protocol: SpeechProtocol;
  readonly #options: SpeechSocketsOptions;
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
    options: SpeechSocketsOptions,
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
