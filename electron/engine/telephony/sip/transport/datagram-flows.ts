/**
 * SIP over UDP: one socket for each of our addresses, on which we both send and receive (RFC 3581 §3), opened when a peer is
 * reached from there. A flow is a socket and a peer.
 */
import type { Disposable } from '../../../base/disposable.ts';
import type { PingableFlow } from './keep-alive.ts';
import type { LocalAddresses } from './local-addresses.ts';
import type { DatagramSocket, Endpoint, Network } from './network.ts';
import { keepLast } from './source-limits.ts';

/** Flows that are remembered, so that the same peer is the same flow. A forgotten one still sends. */
const maxFlows = 4096;

const ping = new TextEncoder().encode('\r\n\r\n');

export class DatagramFlow implements PingableFlow {
  readonly transport = 'udp';
  readonly isReliable = false;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly #port: DatagramPort;

  constructor(port: DatagramPort, local: Endpoint, remote: Endpoint) {
    this.#port = port;
    this.local = local;
    this.remote = remote;
  }

  get isOpen(): boolean {
    return this.#port.isOpen;
  }

  send(bytes: Uint8Array): void {
    this.sendTo(bytes, this.remote);
  }

  /** RFC 3261 §7.5: what stands before a start line is passed over. */
  ping(): void {
    this.send(ping);
  }

  /** From the same socket to elsewhere: a response to the port of its Via. */
  sendTo(bytes: Uint8Array, to: Endpoint): void {
    if (this.#port.isOpen) this.#port.socket.send(bytes, to);
  }
}

interface DatagramPort {
  /** Where it was asked to be: an address, or all of a family. */
  readonly bound: string;
  readonly socket: DatagramSocket;
  isOpen: boolean;
}

export interface DatagramEvents {
  onDatagram(bytes: Uint8Array, flow: DatagramFlow): void;
  onFlowClosed(flow: DatagramFlow): void;
  /** Whether anything at all is taken from that address, asked before memory or time is spent on it. */
  admit(address: string): boolean;
}

export class DatagramFlows implements Disposable {
  readonly #network: Network;
  readonly #addresses: LocalAddresses;
  readonly #events: DatagramEvents;
  /**
   * By local address; one that was bound to all addresses stands under `0.0.0.0` or `::`. A second port of the same address,
   * which only listens, has its port in the key too.
   */
  readonly #ports = new Map<string, DatagramPort>();
  readonly #opening = new Map<string, Promise<DatagramPort>>();
  readonly #flows = new Map<string, DatagramFlow>();
  #isDisposed = false;

  constructor(network: Network, addresses: LocalAddresses, events: DatagramEvents) {
    this.#network = network;
    this.#addresses = addresses;
    this.#events = events;
  }

  get count(): number {
    return this.#ports.size;
  }

  /** Binds there, for good. @throws SipError `sip-unreachable`: the port is taken */
  async listen(bind: Endpoint): Promise<Endpoint> {
    return (await this.#open(bind)).socket.local;
  }

  /** At once where the socket is open and the route known. @throws SipError `sip-unreachable` */
  flowTo(remote: Endpoint): DatagramFlow | Promise<DatagramFlow> {
    const local = this.#addresses.for(remote.address);
    if (typeof local !== 'string') return local.then((address) => this.#flowFrom(address, remote));
    return this.#flowFrom(local, remote);
  }

  /** Addresses that sockets are bound to. */
  get localAddresses(): string[] {
    return [...this.#ports.values()].map(({ bound }) => bound).filter((bound) => !isWildcard(bound));
  }

  /** Sockets of addresses that this machine no longer has are closed, and their flows with them. */
  closeFrom(isLost: (address: string) => boolean): void {
    for (const [key, port] of [...this.#ports]) if (isLost(port.bound)) this.#close(key, port);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const [key, port] of [...this.#ports]) this.#close(key, port);
  }

  #flowFrom(address: string, remote: Endpoint): DatagramFlow | Promise<DatagramFlow> {
    const port = this.#ports.get(address) ?? this.#ports.get(wildcardFor(address));
    if (port) return this.#flow(port, address, remote);
    return this.#open({ address, port: 0 }).then((opened) => this.#flow(opened, address, remote));
  }

  #open(bind: Endpoint): Promise<DatagramPort> {
    const place = `${bind.address} ${bind.port}`;
    const underWay = this.#opening.get(place);
    if (underWay) return underWay;
    const opening = this.#network.udp(bind).then((socket) => {
      const port: DatagramPort = { bound: bind.address, socket, isOpen: true };
      if (this.#isDisposed) {
        port.isOpen = false;
        socket.dispose();
        return port;
      }
      const isSecond = this.#ports.has(bind.address);
      this.#ports.set(isSecond ? `${bind.address} ${socket.local.port}` : bind.address, port);
      socket.onMessage = (bytes, from) => {
        this.#receive(port, bytes, from);
      };
      // A peer or a route that is gone: the transaction's timer says so; the next request asks for the route anew.
      socket.onError = () => {
        this.#addresses.forget();
      };
      return port;
    });
    this.#opening.set(place, opening);
    const done = (): void => void this.#opening.delete(place);
    opening.then(done, done);
    return opening;
  }

  #receive(port: DatagramPort, bytes: Uint8Array, from: Endpoint): void {
    // Port 0 cannot be answered, and sending there is an error.
    if (from.port === 0 || !this.#events.admit(from.address)) return;
    const local = isWildcard(port.bound) ? this.#addresses.for(from.address) : port.bound;
    if (typeof local === 'string') {
      this.#events.onDatagram(bytes, this.#flow(port, local, from));
      return;
    }
    local.then(
      (address) => {
        if (port.isOpen) this.#events.onDatagram(bytes, this.#flow(port, address, from));
      },
      // No way back to where it came from: nothing to be answered.
      () => undefined,
    );
  }

  #flow(port: DatagramPort, address: string, remote: Endpoint): DatagramFlow {
    const local = { address, port: port.socket.local.port };
    const key = `${address} ${local.port} ${remote.address} ${remote.port}`;
    const known = this.#flows.get(key);
    const flow = known?.isOpen ? known : new DatagramFlow(port, local, remote);
    keepLast(this.#flows, key, flow, maxFlows);
    return flow;
  }

  #close(place: string, port: DatagramPort): void {
    port.isOpen = false;
    port.socket.dispose();
    this.#ports.delete(place);
    for (const [key, flow] of [...this.#flows]) {
      if (flow.isOpen) continue;
      this.#flows.delete(key);
      this.#events.onFlowClosed(flow);
    }
  }
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function wildcardFor(address: string): string {
  return address.includes(':') ? '::' : '0.0.0.0';
}
