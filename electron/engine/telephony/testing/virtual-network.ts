/**
 * The network in memory, on virtual time: hosts with addresses, UDP with bad weather, TCP in order. What is open is counted,
 * so that a test sees a port that was never given back.
 *
 *   const net = new VirtualNetwork({ timeline, loss: 0.05 });
 *   const ours = net.host('192.0.2.1');        // a Network
 *   const theirs = net.host('192.0.2.2', '2001:db8::2');
 */
import type { Timeline } from '../../base/timeline.ts';
import { unbindable, unreachable } from '../sip/transport/network-error.ts';
import type {
  DatagramSocket,
  Endpoint,
  Network,
  StreamServer,
  StreamSocket,
  TlsIdentity,
  TlsSettings,
} from '../sip/transport/network.ts';
import { seededRandom } from '../sip/testing/seeded-random.ts';
import { VirtualStream } from './virtual-stream.ts';

export interface Weather {
  /** One way, ms. */
  latencyMs: number;
  /** A datagram comes up to this much later, each by chance: those that follow closely overtake it. */
  jitterMs: number;
  /** 0–1, of datagrams. */
  loss: number;
  /** 0–1, of datagrams that arrive twice. */
  duplication: number;
}

export interface VirtualNetworkOptions extends Partial<Weather> {
  timeline: Timeline;
  seed?: number;
}

/** As far as a connection attempt waits where no host answers. */
const connectTimeoutMs = 8000;
/** Ports that the system gives out, RFC 6335 §6. */
const firstEphemeral = 49_152;

export class VirtualNetwork {
  readonly timeline: Timeline;
  readonly weather: Weather;
  readonly #random: () => number;
  readonly #hosts = new Map<string, VirtualHost>();

  constructor({ timeline, seed = 1, ...weather }: VirtualNetworkOptions) {
    this.timeline = timeline;
    this.weather = { latencyMs: 10, jitterMs: 0, loss: 0, duplication: 0, ...weather };
    this.#random = seededRandom(seed);
  }

  host(...addresses: readonly string[]): VirtualHost {
    const host = new VirtualHost(this, addresses);
    for (const address of addresses) this.#hosts.set(address, host);
    return host;
  }

  /** What is open on all hosts. */
  get open(): { datagrams: number; servers: number; streams: number } {
    const hosts = new Set(this.#hosts.values());
    const sum = (count: (host: VirtualHost) => number): number =>
      [...hosts].reduce((total, host) => total + count(host), 0);
    return {
      datagrams: sum((host) => host.datagrams.size),
      servers: sum((host) => host.servers.size),
      streams: sum((host) => host.streams.size),
    };
  }

  at(address: string): VirtualHost | undefined {
    return this.#hosts.get(address);
  }

  carryDatagram(data: Uint8Array, from: Endpoint, to: Endpoint): void {
    const { latencyMs, jitterMs, loss, duplication } = this.weather;
    if (this.at(from.address)?.isUp !== true || this.#random() < loss) return;
    const copies = this.#random() < duplication ? 2 : 1;
    // Bytes on a wire are nobody's to change.
    const bytes = data.slice();
    for (let copy = 0; copy < copies; copy += 1) {
      this.timeline.at(this.timeline.now() + latencyMs + this.#random() * jitterMs, () => {
        const host = this.at(to.address);
        if (host?.isUp) host.datagramSocketAt(to)?.onMessage(bytes, from);
      });
    }
  }
}

export class VirtualHost implements Network {
  /** False: nothing gets in or out, connections hang and break after a while. */
  isUp = true;
  readonly datagrams = new Map<string, VirtualDatagrams>();
  readonly servers = new Map<string, VirtualServer>();
  readonly streams = new Set<VirtualStream>();
  /** A test that changes the network changes these. */
  addresses: readonly string[];
  readonly #net: VirtualNetwork;
  #nextPort = firstEphemeral;

  constructor(net: VirtualNetwork, addresses: readonly string[]) {
    this.#net = net;
    this.addresses = addresses;
  }

  udp(bind: Endpoint): Promise<DatagramSocket> {
    const local = this.#take(bind, this.datagrams);
    if (local instanceof Error) return Promise.reject(local);
    const socket = new VirtualDatagrams(this.#net, this, local);
    this.datagrams.set(keyOf(local), socket);
    return Promise.resolve(socket);
  }

  connect(to: Endpoint, tls: TlsSettings | null, signal: AbortSignal): Promise<StreamSocket> {
    const { timeline, weather } = this.#net;
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const host = this.#net.at(to.address);
      const isReachable = this.isUp && host?.isUp === true;
      const waitMs = isReachable ? 2 * weather.latencyMs : connectTimeoutMs;
      const attempt = timeline.at(timeline.now() + waitMs, () => {
        signal.removeEventListener('abort', aborted);
        const server = isReachable ? host.serverAt(to) : undefined;
        if (!server) {
          reject(unreachable(to, coded(isReachable ? 'ECONNREFUSED' : 'ETIMEDOUT')));
          return;
        }
        const problem = server.problemFor(tls);
        if (problem) reject(unreachable(to, problem));
        else resolve(this.#open(server, to));
      });
      const aborted = (): void => {
        attempt.dispose();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  listen(
    bind: Endpoint,
    identity: TlsIdentity | null,
    connected: (socket: StreamSocket) => void,
  ): Promise<StreamServer> {
    const local = this.#take(bind, this.servers);
    if (local instanceof Error) return Promise.reject(local);
    const server = new VirtualServer(this, local, identity, connected);
    this.servers.set(keyOf(local), server);
    return Promise.resolve(server);
  }

  localAddressFor(peer: string): Promise<string> {
    const address = this.addresses.find((own) => own.includes(':') === peer.includes(':'));
    return this.isUp && address !== undefined
      ? Promise.resolve(address)
      : Promise.reject(unreachable({ address: peer, port: 5060 }, coded('ENETUNREACH')));
  }

  /** Every connection is reset, as by a restart. */
  breakStreams(): void {
    for (const stream of [...this.streams]) stream.break(coded('ECONNRESET'));
  }

  datagramSocketAt(endpoint: Endpoint): VirtualDatagrams | undefined {
    return this.datagrams.get(keyOf(endpoint)) ?? this.datagrams.get(keyOf(anyAddress(endpoint)));
  }

  serverAt(endpoint: Endpoint): VirtualServer | undefined {
    return this.servers.get(keyOf(endpoint)) ?? this.servers.get(keyOf(anyAddress(endpoint)));
  }

  #open(server: VirtualServer, to: Endpoint): StreamSocket {
    const address = this.addresses.find((own) => own.includes(':') === to.address.includes(':')) ?? '';
    const local = { address, port: this.#ephemeralPort(() => true) ?? firstEphemeral };
    const ours = new VirtualStream(this.#net, this, local, to);
    const theirs = new VirtualStream(this.#net, server.host, to, local);
    ours.join(theirs);
    server.connected(theirs);
    return ours;
  }

  #take(bind: Endpoint, taken: ReadonlyMap<string, unknown>): Endpoint | Error {
    const isOwn = this.addresses.includes(bind.address) || isAny(bind.address);
    if (!isOwn) return unbindable(bind, coded('EADDRNOTAVAIL'));
    const isFree = (port: number): boolean => !taken.has(keyOf({ address: bind.address, port }));
    if (bind.port !== 0) return isFree(bind.port) ? bind : unbindable(bind, coded('EADDRINUSE'));
    const port = this.#ephemeralPort(isFree);
    return port === null ? unbindable(bind, coded('EMFILE')) : { address: bind.address, port };
  }

  #ephemeralPort(isFree: (port: number) => boolean): number | null {
    for (let tries = firstEphemeral; tries <= 65_535; tries += 1) {
      const port = this.#nextPort;
      this.#nextPort = port === 65_535 ? firstEphemeral : port + 1;
      if (isFree(port)) return port;
    }
    return null;
  }
}

class VirtualDatagrams implements DatagramSocket {
  readonly local: Endpoint;
  onMessage: (data: Uint8Array, from: Endpoint) => void = () => undefined;
  onError: (error: Error) => void = () => undefined;
  readonly #net: VirtualNetwork;
  readonly #host: VirtualHost;

  constructor(net: VirtualNetwork, host: VirtualHost, local: Endpoint) {
    this.#net = net;
    this.#host = host;
    this.local = local;
  }

  send(data: Uint8Array, to: Endpoint): void {
    if (this.#host.datagrams.get(keyOf(this.local)) !== this) return;
    const isV6 = to.address.includes(':');
    const own = this.#host.addresses.find((address) => address.includes(':') === isV6) ?? '';
    const address = isAny(this.local.address) ? own : this.local.address;
    this.#net.carryDatagram(data, { address, port: this.local.port }, to);
  }

  dispose(): void {
    this.onMessage = () => undefined;
    if (this.#host.datagrams.get(keyOf(this.local)) === this) this.#host.datagrams.delete(keyOf(this.local));
  }
}

/** An identity's certificate is the list of its names here, with spaces between. */
class VirtualServer implements StreamServer {
  readonly host: VirtualHost;
  readonly local: Endpoint;
  readonly connected: (socket: StreamSocket) => void;
  readonly #identity: TlsIdentity | null;

  constructor(
    host: VirtualHost,
    local: Endpoint,
    identity: TlsIdentity | null,
    connected: (socket: StreamSocket) => void,
  ) {
    this.host = host;
    this.local = local;
    this.#identity = identity;
    this.connected = connected;
  }

  problemFor(tls: TlsSettings | null): Error | null {
    if ((tls === null) !== (this.#identity === null)) return coded('EPROTO');
    if (!tls?.verify || this.#identity?.certificatePem.split(' ').includes(tls.serverName)) return null;
    return new Error(`certificate is not for ${tls.serverName}`);
  }

  dispose(): void {
    this.host.servers.delete(keyOf(this.local));
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${port}`;
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function anyAddress({ address, port }: Endpoint): Endpoint {
  return { address: address.includes(':') ? '::' : '0.0.0.0', port };
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}
