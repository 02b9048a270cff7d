/** The browser door: calls and pushes over one WebSocket that reconnects by itself, and a socket for each call's sound. */
import { MAX_BRIDGE_MESSAGE_BYTES, socketPaths } from '#shared/bridge/channels.ts';
import type { AudioMessage } from '#shared/bridge/channels.ts';
import type { AudioChannel, BridgeTransport, ConnectionStatus, PushName } from '#shared/bridge/contract.ts';
import type { BridgeMessage, BridgeRequest, WireReply } from '#shared/bridge/wire.ts';
import { AudioInbox } from './audio-inbox.ts';
import { BridgeError, connectionLost } from './bridge-error.ts';
import { CatchUp } from './catch-up.ts';

/** The part of a WebSocket that is used here; the browser's own and that of tests fit. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  send(data: string | ArrayBuffer): void;
  close(): void;
}

export interface SocketTransportOptions {
  /** Origin of the studio, e.g. `http://127.0.0.1:4747`. */
  origin: string;
  connect(url: string): SocketLike;
  /**
   * HTTP status of the page's own address; null when nobody answers. Asked when a connection could not be opened, because
   * a browser does not say why.
   */
  probe(): Promise<number | null>;
  /** Is told how to try again at once, for moments when that is likely to succeed. */
  onceAwake?: (retry: () => void) => void;
  /** Waits before each new attempt, ms; the last one repeats. Each is shortened at random by up to a quarter. */
  backoffMs?: readonly number[];
}

export interface SocketTransport extends BridgeTransport {
  /** Closes the connection for good. */
  dispose(): void;
}

const OPEN = 1;
/** The session is of another launch (401), or the address is another's (403). */
const REFUSALS = [401, 403];
const DEFAULT_BACKOFF_MS = [100, 250, 500, 1000, 2000, 5000];

export function createSocketTransport(options: SocketTransportOptions): SocketTransport {
  const backoffMs = options.backoffMs ?? DEFAULT_BACKOFF_MS;
  const socketOrigin = options.origin.replace(/^http/, 'ws');
  const pushListeners = new Set<(name: PushName, payload: unknown) => void>();
  const statusListeners = new Set<(status: ConnectionStatus) => void>();
  const waiting = new Map<number, { resolve: (reply: unknown) => void; reject: (error: unknown) => void }>();
  const catchUp = new CatchUp((name, payload) => {
    for (const listener of [...pushListeners]) listener(name, payload);
  });
  let status: ConnectionStatus = 'connected';
  let socket: SocketLike | null = null;
  /** Messages of calls made before the socket has opened. */
  let queued: string[] = [];
  let lastId = 0;
  let failures = 0;
  let lastFailed: SocketLike | null = null;
  let everOpened = false;
  let disposed = false;
  let retryTimer: ReturnType<typeof setTimeout> | null = null;

  const setStatus = (next: ConnectionStatus): void => {
    if (status === next) return;
    status = next;
    for (const listener of [...statusListeners]) listener(next);
  };

  const receive = (data: unknown): void => {
    const message = JSON.parse(String(data)) as BridgeMessage;
    if (message.type === 'push') {
      catchUp.push(message.name as PushName, message.payload);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    call?.resolve(message.reply);
  };

  /** Sets the status after a connection that did not open, unless another has opened or failed meanwhile. */
  const explain = async (failed: SocketLike): Promise<void> => {
    lastFailed = failed;
    if (status === 'connected') setStatus('reconnecting');
    const answer = await options.probe();
    if (disposed || lastFailed !== failed || status === 'connected') return;
    if (answer === null) setStatus('reconnecting');
    else if (REFUSALS.includes(answer)) setStatus('refused');
  };

  const open = (): void => {
    retryTimer = null;
    const opening = options.connect(`${socketOrigin}${socketPaths.bridge}`);
    let hasOpened = false;
    socket = opening;
    opening.onopen = () => {
      hasOpened = true;
      failures = 0;
      for (const message of queued.splice(0)) opening.send(message);
      setStatus('connected');
      if (everOpened) void catchUp.replay(call);
      everOpened = true;
    };
    opening.onmessage = (event: { data: unknown }) => {
      receive(event.data);
    };
    opening.onclose = () => {
      if (socket !== opening) return;
      socket = null;
      queued = [];
      const lost = [...waiting.values()];
      waiting.clear();
      for (const { reject } of lost) reject(connectionLost());
      if (disposed) return;
      if (hasOpened) setStatus('reconnecting');
      else void explain(opening);
      const waitMs = backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 0;
      failures += 1;
      retryTimer = setTimeout(open, waitMs * (1 - Math.random() / 4));
    };
  };

  const call = (method: string, input: unknown): Promise<unknown> => {
    if (!socket) return Promise.reject(connectionLost());
    lastId += 1;
    const request: BridgeRequest = { id: lastId, method, ...(input === undefined ? {} : { input }) };
    const message = JSON.stringify(request);
    // UTF-8 needs at most three bytes for a UTF-16 unit, so only a message near the limit has to be counted.
    if (
      message.length * 3 > MAX_BRIDGE_MESSAGE_BYTES &&
      new TextEncoder().encode(message).byteLength > MAX_BRIDGE_MESSAGE_BYTES
    )
      return Promise.resolve(tooLarge(method));
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(request.id, { resolve, reject }));
    if (socket.readyState === OPEN) socket.send(message);
    else queued.push(message);
    return answer;
  };

  open();
  options.onceAwake?.(() => {
    if (retryTimer === null || disposed) return;
    clearTimeout(retryTimer);
    open();
  });
  return {
    door: 'browser',
    get status() {
      return status;
    },
    onStatus: (listener) => {
      statusListeners.add(listener);
      return () => void statusListeners.delete(listener);
    },
    call,
    on: (listener) => {
      pushListeners.add(listener);
      return () => void pushListeners.delete(listener);
    },
    openAudio: (runId, sampleRateHz) => {
      const query = new URLSearchParams({ run: runId, rate: String(sampleRateHz) });
      return openSocketAudio(options.connect(`${socketOrigin}${socketPaths.audio}?${query.toString()}`));
    },
    resolveUrl: (url) => url.replace(/^parley:\/\//, `${options.origin}/`),
    dispose: () => {
      disposed = true;
      if (retryTimer) clearTimeout(retryTimer);
      socket?.close();
    },
  };
}

function openSocketAudio(socket: SocketLike): Promise<AudioChannel> {
  const inbox = new AudioInbox();
  socket.binaryType = 'arraybuffer';
  const channel: AudioChannel = {
    send: (frame) => {
      if (socket.readyState === OPEN) socket.send(frame);
    },
    onFrame: inbox.onFrame,
    onControl: inbox.onControl,
    onClose: inbox.onClose,
    close: () => {
      socket.close();
    },
  };
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }: { data: unknown }) => {
      const message = data instanceof ArrayBuffer ? data : (JSON.parse(String(data)) as AudioMessage);
      if (!(message instanceof ArrayBuffer) && message.type === 'refused') {
        reject(new BridgeError(message.error));
        return;
      }
      // `open`, or the sound of a call that was faster than it.
      resolve(channel);
      if (message instanceof ArrayBuffer) inbox.frame(message);
      else if (message.type !== 'open') inbox.control(message);
    };
    socket.onclose = () => {
      inbox.closed();
      // Without effect once the channel has opened or was refused.
      reject(connectionLost());
    };
  });
}

function tooLarge(method: string): WireReply<never> {
  const limitMb = MAX_BRIDGE_MESSAGE_BYTES / 1024 / 1024;
  return {
    ok: false,
    error: {
      code: 'input-invalid',
      message: `${method}: the input is larger than ${limitMb} MB. Send something smaller.`,
      retryable: false,
    },
  };
}
