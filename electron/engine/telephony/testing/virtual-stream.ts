/** One end of a TCP connection in memory: what is written arrives in order, one latency later. */
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { Endpoint, StreamSocket } from '../sip/transport/network.ts';
import { unreachable } from '../sip/transport/network-error.ts';

/** The network between the ends. */
export interface StreamWire {
  readonly timeline: Timeline;
  readonly weather: { readonly latencyMs: number };
}

/** The machine that an end is on. */
export interface StreamHost {
  readonly isUp: boolean;
  /** Those that are open. */
  readonly streams: Set<VirtualStream>;
}

/** A peer that is gone is noticed after this long without an acknowledgement. */
const lostAfterMs = 15_000;

export class VirtualStream implements StreamSocket {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  onData: (data: Uint8Array) => void = () => undefined;
  onClose: (error: Error | null) => void = () => undefined;
  readonly #net: StreamWire;
  readonly #host: StreamHost;
  #peer: VirtualStream | null = null;
  #lost: Disposable | null = null;
  #isOpen = true;

  constructor(net: StreamWire, host: StreamHost, local: Endpoint, remote: Endpoint) {
    this.#net = net;
    this.#host = host;
    this.local = local;
    this.remote = remote;
    host.streams.add(this);
  }

  join(peer: VirtualStream): void {
    this.#peer = peer;
    peer.#peer = this;
  }

  write(data: Uint8Array): boolean {
    const peer = this.#peer;
    if (!this.#isOpen || !peer) return false;
    if (!this.#canReach(peer)) {
      this.#lost ??= this.#later(lostAfterMs, () => {
        this.break(Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT' }));
      });
      return false;
    }
    const bytes = data.slice();
    this.#later(this.#net.weather.latencyMs, () => {
      if (peer.#isOpen && peer.#host.isUp) peer.onData(bytes);
    });
    return true;
  }

  end(): void {
    this.#close(null, true);
  }

  dispose(): void {
    this.#close(null, false);
  }

  /** Both ends are told. */
  break(cause: Error): void {
    this.#close(unreachable(this.remote, cause), true);
  }

  #canReach(peer: VirtualStream): boolean {
    return this.#host.isUp && peer.#host.isUp;
  }

  #close(error: Error | null, isTold: boolean): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#host.streams.delete(this);
    this.#lost?.dispose();
    if (isTold) {
      this.#later(0, () => {
        this.onClose(error);
      });
    }
    const peer = this.#peer;
    if (!peer) return;
    this.#later(this.#net.weather.latencyMs, () => {
      if (peer.#host.isUp) peer.#close(error, true);
    });
  }

  #later(delayMs: number, task: () => void): Disposable {
    return this.#net.timeline.at(this.#net.timeline.now() + delayMs, task);
  }
}
