/**
 * A NAT as routers at home are one: whoever is behind it is seen at a port of its own, and what comes to that port gets through only
 * while the inside has spoken not long ago.
 *
 *   telephone ── datagram ──► inside │ NAT │ a port a telephone ── datagram ──► server
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { loopback } from './telephone.ts';

export interface NatOptions {
  /** Where everything goes. */
  server: { address: string; port: number };
  /** A way that the inside has not used for so long is closed, ms. Routers have 30 s and more. */
  closesAfterMs: number;
}

interface Way {
  outside: Socket;
  lastUsedMs: number;
}

export class Nat {
  readonly #options: NatOptions;
  readonly #inside = createSocket('udp4');
  /** Port of the telephone → its way. */
  readonly #ways = new Map<number, Way>();
  /** What came from the server and met a closed way. */
  dropped = 0;

  private constructor(options: NatOptions) {
    this.#options = options;
    this.#inside.on('message', (bytes, from) => void this.#leave(bytes, from));
  }

  static async open(options: NatOptions): Promise<Nat> {
    const nat = new Nat(options);
    nat.#inside.bind(0, loopback);
    await once(nat.#inside, 'listening');
    return nat;
  }

  /** What telephones take for the server. */
  get port(): number {
    return this.#inside.address().port;
  }

  close(): void {
    this.#inside.close();
    for (const { outside } of this.#ways.values()) outside.close();
  }

  async #leave(bytes: Uint8Array, from: RemoteInfo): Promise<void> {
    const { server, closesAfterMs } = this.#options;
    let way = this.#ways.get(from.port);
    if (!way || performance.now() - way.lastUsedMs > closesAfterMs) {
      const old = way;
      way = { outside: createSocket('udp4'), lastUsedMs: performance.now() };
      this.#ways.set(from.port, way);
      // The old port is kept, so that what comes to it is counted; it leads nowhere any more.
      old?.outside.removeAllListeners('message').on('message', () => (this.dropped += 1));
      await this.#enterBy(way, from);
    }
    way.lastUsedMs = performance.now();
    way.outside.send(bytes, server.port, server.address);
  }

  async #enterBy(way: Way, to: RemoteInfo): Promise<void> {
    way.outside.bind(0, loopback);
    way.outside.on('message', (bytes) => {
      if (performance.now() - way.lastUsedMs > this.#options.closesAfterMs) this.dropped += 1;
      else this.#inside.send(bytes, to.port, to.address);
    });
    await once(way.outside, 'listening');
  }
}
