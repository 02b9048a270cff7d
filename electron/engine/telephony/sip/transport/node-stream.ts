/** A TCP or TLS socket of Node as a `StreamSocket`. */
import type { Socket } from 'node:net';
import type { Timeline } from '../../../base/timeline.ts';
import type { Endpoint, StreamSocket } from './network.ts';
import { unreachable } from './network-error.ts';

/** A peer that has left this much unread is not listening any more. SIP messages are at most 64 kB each. */
const maxBufferedBytes = 1024 * 1024;

const keepAliveMs = 60_000;
/** A peer that takes nothing does not keep a connection that is being closed. */
const endTimeoutMs = 5000;

export class NodeStream implements StreamSocket {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  onClose: (error: Error | null) => void = () => undefined;
  readonly #socket: Socket;
  /** What came before anybody listened. */
  #early: Uint8Array[] | null = [];
  #onData: (data: Uint8Array) => void = () => undefined;
  #error: Error | null = null;
  #disposed = false;

  constructor(socket: Socket, timeline: Timeline) {
    this.#socket = socket;
    this.local = { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    this.remote = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    // A SIP message is one write: nothing is gained by waiting for more.
    socket.setNoDelay(true);
    // A peer that has vanished is noticed by the system too, where no ping is asked for.
    socket.setKeepAlive(true, keepAliveMs);
    socket.on('data', (data) => {
      timeline.post(() => {
        if (this.#disposed) return;
        if (this.#early) this.#early.push(data);
        else this.#onData(data);
      });
    });
    socket.on('error', (error) => {
      this.#error ??= unreachable(this.remote, error);
    });
    socket.on('close', () => {
      timeline.post(() => {
        if (!this.#disposed) this.onClose(this.#error);
      });
    });
  }

  set onData(listener: (data: Uint8Array) => void) {
    this.#onData = listener;
    const early = this.#early ?? [];
    this.#early = null;
    for (const data of early) listener(data);
  }

  get onData(): (data: Uint8Array) => void {
    return this.#onData;
  }

  write(data: Uint8Array): boolean {
    if (!this.#socket.writable) return false;
    const taken = this.#socket.write(data);
    if (this.#socket.writableLength > maxBufferedBytes) {
      this.#socket.destroy(new Error(`more than ${String(maxBufferedBytes)} bytes were left unread`));
    }
    return taken;
  }

  end(): void {
    this.#socket.setTimeout(endTimeoutMs, () => {
      this.#socket.destroy();
    });
    // A peer that never closes its side would keep the socket: `destroySoon` closes both once all is written.
    this.#socket.destroySoon();
  }

  dispose(): void {
    this.#disposed = true;
    this.#socket.destroy();
  }
}

/** IPv4 that came to an IPv6 socket (`::ffff:192.0.2.1`) is written as IPv4. */
export function plainAddress(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '') ?? '';
}
