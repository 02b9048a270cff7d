/**
 * SIP over TCP and TLS: connections are shared by all requests to the same peer (RFC 3261 §18), those that a peer has opened
 * are used for requests to that very address and port too (in the manner of RFC 5923), and their number is bounded.
 *
 * A peer's connection proves nothing of his name. So a TLS request whose certificate is to be verified takes it only where
 * there is no name to verify: the target is a bare address, as in the Contact of a phone behind NAT.
 */
import { isIP } from 'node:net';
import type { Disposable } from '../../../base/disposable.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { Network, Endpoint, StreamServer, StreamSocket, TlsIdentity } from './network.ts';
import { sourceOf } from './source-limits.ts';
import { StreamFlow, tooManyConnections, type StreamFlowEvents, type StreamLimits } from './stream-flow.ts';
import type { Hop } from './transport-layer.ts';

export type StreamHop = Hop & { transport: 'tcp' | 'tls' };

export interface ConnectionLimits extends StreamLimits {
  maxOutbound: number;
  maxInbound: number;
  /** Of one address. */
  maxInboundPerSource: number;
}

export interface StreamFlowsOptions {
  network: Network;
  timeline: Timeline;
  limits: ConnectionLimits;
  events: StreamFlowEvents & {
    admitConnection(address: string): boolean;
    /** We have dealings with that address: strangers make room for it. */
    isKnown(address: string): boolean;
  };
}

/** A stranger's connection that has been idle for so long makes room for another. */
const yieldsAfterMs = 60_000;

export class StreamFlows implements Disposable {
  readonly #options: StreamFlowsOptions;
  readonly #stopped = new AbortController();
  /** By transport, address, port and name. */
  readonly #outbound = new Map<string, StreamFlow>();
  readonly #connecting = new Map<string, Promise<StreamFlow>>();
  /** By transport, address and port of the peer. */
  readonly #inbound = new Map<string, StreamFlow>();
  readonly #servers: StreamServer[] = [];

  constructor(options: StreamFlowsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#outbound.size + this.#inbound.size;
  }

  async listen(bind: Endpoint, identity: TlsIdentity | null): Promise<Endpoint> {
    const transport = identity ? 'tls' : 'tcp';
    const server = await this.#options.network.listen(bind, identity, (socket) => {
      this.#accept(socket, transport);
    });
    this.#servers.push(server);
    if (this.#stopped.signal.aborted) server.dispose();
    return server.local;
  }

  /** At once where a connection is open. @throws SipError `sip-unreachable`, `config-invalid` */
  flowTo(hop: StreamHop): StreamFlow | Promise<StreamFlow> {
    const key = outboundKey(hop);
    const open = this.#outbound.get(key) ?? this.#inboundFor(hop);
    if (open) return open;
    const underWay = this.#connecting.get(key);
    if (underWay) return underWay;
    if (this.#outbound.size + this.#connecting.size >= this.#options.limits.maxOutbound) {
      throw tooManyConnections();
    }
    const connecting = this.#connect(hop, key);
    this.#connecting.set(key, connecting);
    const done = (): void => void this.#connecting.delete(key);
    connecting.then(done, done);
    return connecting;
  }

  /** The network has changed: connections from addresses that are gone hang for minutes otherwise. */
  closeFrom(isLost: (address: string) => boolean): void {
    for (const flow of [...this.#outbound.values(), ...this.#inbound.values()]) {
      if (isLost(flow.local.address)) flow.close();
    }
  }

  get localAddresses(): string[] {
    const flows = [...this.#outbound.values(), ...this.#inbound.values()];
    return [...new Set(flows.map((flow) => flow.local.address))];
  }

  dispose(): void {
    this.#stopped.abort();
    for (const server of this.#servers) server.dispose();
    for (const flow of [...this.#outbound.values(), ...this.#inbound.values()]) flow.drop();
    this.#outbound.clear();
    this.#inbound.clear();
  }

  async #connect(hop: StreamHop, key: string): Promise<StreamFlow> {
    const socket = await this.#options.network.connect(hop, hop.tls, this.#stopped.signal);
    return this.#keep(socket, hop.transport, { tls: hop.tls }, this.#outbound, key);
  }

  #accept(socket: StreamSocket, transport: 'tcp' | 'tls'): void {
    const { limits, events } = this.#options;
    const source = sourceOf(socket.remote.address);
    const ofSource = [...this.#inbound.values()].filter((flow) => sourceOf(flow.remote.address) === source);
    const isWelcome =
      ofSource.length < limits.maxInboundPerSource &&
      events.admitConnection(socket.remote.address) &&
      this.#hasRoom(socket.remote.address);
    if (isWelcome) this.#keep(socket, transport, null, this.#inbound, inboundKey(transport, socket.remote));
    else socket.dispose();
  }

  #hasRoom(address: string): boolean {
    const { limits, events, timeline } = this.#options;
    if (this.#inbound.size < limits.maxInbound) return true;
    const isKnown = events.isKnown(address);
    let idlest: StreamFlow | null = null;
    for (const flow of this.#inbound.values()) {
      if (isKnown && events.isKnown(flow.remote.address)) continue;
      if (!idlest || flow.lastUsedMs < idlest.lastUsedMs) idlest = flow;
    }
    if (!idlest || (!isKnown && timeline.now() - idlest.lastUsedMs < yieldsAfterMs)) return false;
    idlest.close();
    return true;
  }

  #keep(
    socket: StreamSocket,
    transport: 'tcp' | 'tls',
    opened: Pick<StreamHop, 'tls'> | null,
    flows: Map<string, StreamFlow>,
    key: string,
  ): StreamFlow {
    const { timeline, limits, events } = this.#options;
    const flow = new StreamFlow({
      socket,
      transport,
      isOutbound: opened !== null,
      tls: opened?.tls ?? null,
      timeline,
      limits,
      events: {
        onMessage: events.onMessage.bind(events),
        onMalformed: events.onMalformed.bind(events),
        admit: events.admit.bind(events),
        onClosed: (closed) => {
          if (flows.get(key) === closed) flows.delete(key);
          events.onClosed(closed);
        },
      },
    });
    if (this.#stopped.signal.aborted) flow.drop();
    else flows.set(key, flow);
    return flow;
  }

  #inboundFor({ transport, address, port, tls }: StreamHop): StreamFlow | undefined {
    const mayBeAnybody = !tls?.verify || isIP(tls.serverName) > 0;
    return mayBeAnybody ? this.#inbound.get(inboundKey(transport, { address, port })) : undefined;
  }
}

function outboundKey({ transport, address, port, tls }: Hop): string {
  const trust = tls ? `${tls.serverName.toLowerCase()} ${String(tls.verify)} ${tls.caPem ?? ''}` : '';
  return `${inboundKey(transport, { address, port })} ${trust}`;
}

function inboundKey(transport: string, { address, port }: Endpoint): string {
  return `${transport} ${address} ${port}`;
}
