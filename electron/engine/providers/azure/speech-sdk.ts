/**
 * Microsoft's speech library, loaded when first needed (it takes some 70 ms), and the sockets that it opens. The library
 * has no deadline for the handshake, no way to close a connection that is still opening or was only warmed up, and puts
 * the key into the address of the socket too; this sees to all three at the one place where it makes a socket, its
 * `WebsocketMessageAdapter`. Written against version 1.52.0, which is pinned.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type * as MicrosoftSpeech from 'microsoft-cognitiveservices-speech-sdk';
import type { WebSocket } from 'ws';
import { closeSocket } from '../wire/vendor-socket.ts';

export type SpeechSdk = typeof MicrosoftSpeech;

/** Names under which the library would repeat its headers in the address. */
const SECRET_PARAMETERS = ['Ocp-Apim-Subscription-Key', 'Authorization'];

/** What this needs of the library's adapter, which it declares as private. */
interface Adapter {
  privUri: string;
  privWebsocketClient: WebSocket | null;
  open(): Promise<unknown>;
}

let loading: Promise<SpeechSdk> | null = null;

export function loadSpeechSdk(): Promise<SpeechSdk> {
  loading ??= load();
  return loading;
}

async function load(): Promise<SpeechSdk> {
  const sdk = await import('microsoft-cognitiveservices-speech-sdk');
  const { WebsocketMessageAdapter } =
    await import('microsoft-cognitiveservices-speech-sdk/distrib/lib/src/common.browser/WebsocketMessageAdapter.js');
  // Node's own WebSocket takes no headers, so the key would travel in the address alone.
  WebsocketMessageAdapter.forceNpmWebSocket = true;
  const prototype = WebsocketMessageAdapter.prototype as unknown as Adapter;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const open = prototype.open;
  prototype.open = function openGuarded(this: Adapter) {
    this.privUri = withoutKey(this.privUri);
    const opening = open.call(this);
    if (this.privWebsocketClient) owner.getStore()?.adopt(this.privWebsocketClient);
    return opening;
  };
  sdk.Recognizer.enableTelemetry(false);
  return sdk;
}

function withoutKey(address: string): string {
  const url = new URL(address);
  for (const name of SECRET_PARAMETERS) url.searchParams.delete(name);
  return url.toString();
}

const owner = new AsyncLocalStorage<SdkSockets>();

/** The sockets of one recogniser or synthesiser. */
export class SdkSockets {
  readonly #connectTimeoutMs: number;
  readonly #open = new Set<WebSocket>();
  #closed = false;
  /** A handshake that was not answered in time: the library only says that it failed. */
  missedDeadline = false;

  constructor(connectTimeoutMs: number) {
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Whatever the library opens in or after this call is ours. */
  run<T>(call: () => T): T {
    return owner.run(this, call);
  }

  adopt(socket: WebSocket): void {
    this.#open.add(socket);
    const deadline = setTimeout(() => {
      this.missedDeadline = true;
      socket.terminate();
    }, this.#connectTimeoutMs);
    socket.once('open', () => {
      clearTimeout(deadline);
    });
    socket.once('close', () => {
      clearTimeout(deadline);
      this.#open.delete(socket);
    });
    if (this.#closed) closeSocket(socket);
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#open) closeSocket(socket);
  }
}
