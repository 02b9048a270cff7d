/**
 * The transport layer, RFC 3261 §18: requests and responses over UDP, TCP and TLS, IPv4 and IPv6.
 *
 *   transactions ── sendRequest, resend, sendResponse ──►┌───────────────┐──► DatagramFlows ──► Network
 *                ◄────── onMessage, onFlowClosed ────────│ SipTransports │──► StreamFlows   ──►
 *                                                        └───────────────┘──► onWire (wire log)
 *
 * What comes in is from strangers until it proves otherwise: it is counted against the rate of its source before it is read, and
 * nothing that it holds throws out of here.
 */
import type { Timeline } from '../../../base/timeline.ts';
import { SipError } from '../../../base/errors.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { serialiseMessage } from '../message/serialise.ts';
import type { SipTransportName } from '../user-agent/api.ts';
import { DatagramFlow, DatagramFlows } from './datagram-flows.ts';
import { HopHealth, type Server } from './hop-health.ts';
import { KeepAlive } from './keep-alive.ts';
import { LocalAddresses } from './local-addresses.ts';
import type { Endpoint, Network, TlsIdentity } from './network.ts';
import { endpointsOf, OwnEndpoints, type Endpoints } from './own-endpoints.ts';
import { Reception } from './reception.ts';
import { RequestSending } from './request-sending.ts';
import { SourceLimits, type Rate } from './source-limits.ts';
import { StreamFlow } from './stream-flow.ts';
import { StreamFlows, type ConnectionLimits } from './stream-flows.ts';
import type { Flow, Hop, Received, TransportLayer, WireMessage } from './transport-layer.ts';
import { defaultPorts, fillContact, responseTarget, topViaOf } from './via-path.ts';
import { WallClock } from './wall-clock.ts';

export interface TransportLimits extends ConnectionLimits {
  messages: Rate;
  /** Of all strangers together. */
  strangers: Rate;
  connections: Rate;
  /** What peers that we have sent requests to may send more than strangers. */
  knownFactor: number;
}

/** A stranger may set up some fifty calls a second; ten trunks' worth of traffic come from a peer that we know. */
export const defaultLimits: TransportLimits = {
  messages: { perSecond: 300, burst: 600 },
  strangers: { perSecond: 1500, burst: 3000 },
  connections: { perSecond: 5, burst: 20 },
  knownFactor: 10,
  maxOutbound: 128,
  maxInbound: 256,
  maxInboundPerSource: 16,
  firstMessageMs: 15_000,
  messageMs: 10_000,
  idleMs: 10 * 60_000,
  pongMs: 10_000,
};

export interface SipListen {
  transport: SipTransportName;
  /** Port 0: any that is free. */
  at: Endpoint;
  /** For TLS. */
  identity?: TlsIdentity;
}

export interface SipTransportsOptions {
  network: Network;
  timeline: Timeline;
  /** Wall clock, for the wire log. */
  now: () => Date;
  limits?: Partial<TransportLimits>;
}

export class SipTransports implements TransportLayer {
  onMessage: (received: Received) => void = () => undefined;
  onFlowClosed: (flow: Flow) => void = () => undefined;
  /** Everything that is sent and received, with its secrets; null: nobody wants it. */
  onWire: ((message: WireMessage) => void) | null = null;
  /** Datagrams on a SIP socket that are STUN. */
  onStun: (bytes: Uint8Array, flow: Flow) => void = () => undefined;
  /** What was not passed on, for tests and the curious. */
  readonly dropped = { overRate: 0, malformed: 0, strayResponses: 0 };
  /** Which servers do not answer, for the order in which they are tried: see SipResolver. */
  readonly health: HopHealth;
  readonly #network: Network;
  readonly #clock: WallClock;
  readonly #messages: SourceLimits;
  readonly #connections: SourceLimits;
  readonly #addresses: LocalAddresses;
  readonly #datagrams: DatagramFlows;
  readonly #streams: StreamFlows;
  readonly #keepAlive: KeepAlive;
  readonly #own = new OwnEndpoints();
  readonly #sending: RequestSending;

  constructor({ network, timeline, now, limits: given = {} }: SipTransportsOptions) {
    const limits = { ...defaultLimits, ...given };
    const { knownFactor, strangers } = limits;
    this.health = new HopHealth(timeline);
    this.#network = network;
    this.#clock = new WallClock(timeline, now);
    this.#messages = new SourceLimits({ timeline, source: limits.messages, strangers, knownFactor });
    this.#connections = new SourceLimits({ timeline, source: limits.connections, strangers, knownFactor });
    this.#addresses = new LocalAddresses(network, timeline);
    this.#keepAlive = new KeepAlive(timeline);
    const reception = new Reception({
      dropped: this.dropped,
      own: this.#own,
      onMessage: (received) => {
        this.health.heard(serverOf(received));
        this.onMessage(received);
      },
      onStun: (bytes, flow) => {
        this.onStun(bytes, flow);
      },
      respond: this.sendResponse.bind(this),
      noteWire: this.#noteWire.bind(this),
    });
    const onClosed = (flow: Flow): void => {
      this.#keepAlive.forget(flow);
      this.onFlowClosed(flow);
    };
    const admit = (address: string): boolean => {
      const isWelcome = this.#messages.take(address);
      if (!isWelcome) this.dropped.overRate += 1;
      return isWelcome;
    };
    this.#datagrams = new DatagramFlows(network, this.#addresses, {
      onDatagram: reception.datagram.bind(reception),
      onFlowClosed: onClosed,
      admit,
    });
    this.#streams = new StreamFlows({
      network,
      timeline,
      limits,
      events: {
        onMessage: reception.streamed.bind(reception),
        onMalformed: reception.malformed.bind(reception),
        onClosed,
        admit,
        admitConnection: this.#connections.take.bind(this.#connections),
        isKnown: this.#connections.isKnown.bind(this.#connections),
      },
    });
    this.#sending = new RequestSending({
      timeline,
      datagrams: this.#datagrams,
      streams: this.#streams,
      own: this.#own,
      write: this.#write.bind(this),
      sent: (flow, request, hop) => {
        this.know(hop.address);
        this.#keepAlive.use(flow, request, hop.keepAliveMs ?? 0);
        // An ACK is not answered.
        if (request.method !== 'ACK') this.health.sent(serverOf(flow));
      },
      failed: (hop) => {
        this.health.failed(hop);
      },
    });
  }

  /** Connections, sockets and kept-alive flows, for tests of leaks. */
  get counts(): { connections: number; sockets: number; keptAlive: number } {
    return {
      connections: this.#streams.count,
      sockets: this.#datagrams.count,
      keptAlive: this.#keepAlive.count,
    };
  }

  /** Where it listens then. @throws SipError `sip-unreachable`: the port is taken; `config-invalid`: the certificate */
  async listen({ transport, at, identity }: SipListen): Promise<Endpoint> {
    if (transport === 'tls' && !identity) {
      throw new SipError('config-invalid', 'To be called over TLS a certificate and its key are needed.');
    }
    const local =
      transport === 'udp'
        ? await this.#datagrams.listen(at)
        : await this.#streams.listen(at, transport === 'tls' ? (identity ?? null) : null);
    this.#own.add(transport, local);
    return local;
  }

  know(address: string): void {
    this.#messages.know(address);
    this.#connections.know(address);
  }

  sendRequest(request: SipRequest, hop: Hop, signal?: AbortSignal): Promise<Flow> {
    return this.#sending.send(request, hop, signal);
  }

  resend(message: SipMessage, flow: Flow): void {
    this.#write(message, flow);
  }

  sendResponse(response: SipResponse, to: Received<SipRequest>): void {
    const { flow } = to;
    fillContact(response.headers, flow.transport, this.#own.of(flow));
    if (flow instanceof DatagramFlow) {
      this.#write(response, flow, responseTarget(topViaOf(response), 'udp', flow.remote));
    } else if (flow.isOpen) {
      this.#write(response, flow);
    } else if (flow.transport === 'tcp') {
      // §18.2.2: a new connection to `received` at the port of sent-by. Not for TLS, where nobody could be verified.
      const port = topViaOf(response).port ?? defaultPorts.tcp;
      this.#answerAnew(response, { address: flow.remote.address, port, transport: 'tcp', tls: null });
    }
  }

  /** A bare datagram from the socket by which that peer is reached: STUN. @throws SipError `sip-unreachable` */
  async sendDatagram(bytes: Uint8Array, to: Endpoint): Promise<Flow> {
    const flow = await this.#datagrams.flowTo(to);
    flow.send(bytes);
    return flow;
  }

  /** The machine slept, or has another network: what hangs on addresses that are gone is closed, and said to be. */
  async networkChanged(): Promise<void> {
    this.#addresses.forget();
    this.#sending.forget();
    this.health.forget();
    const lost = new Set<string>();
    for (const address of new Set([...this.#datagrams.localAddresses, ...this.#streams.localAddresses])) {
      const probe = await this.#network.udp({ address, port: 0 }).catch(() => null);
      if (probe) probe.dispose();
      else lost.add(address);
    }
    const isLost = (address: string): boolean => lost.has(address);
    this.#datagrams.closeFrom(isLost);
    this.#streams.closeFrom(isLost);
  }

  dispose(): void {
    this.onMessage = () => undefined;
    this.onFlowClosed = () => undefined;
    this.#keepAlive.dispose();
    this.#datagrams.dispose();
    this.#streams.dispose();
  }

  #answerAnew(response: SipResponse, hop: Hop & { transport: 'tcp' }): void {
    const write = (flow: Flow): void => {
      this.#write(response, flow);
    };
    // Where the client is gone, its transaction and ours run into their timers.
    this.#sending.streamTo(hop).then(write, () => undefined);
  }

  #write(message: SipMessage, flow: Flow, to = flow.remote): void {
    const bytes = serialiseMessage(message);
    this.#noteWire('out', { ...endpointsOf(flow), remote: to }, message, bytes);
    if (flow instanceof DatagramFlow) flow.sendTo(bytes, to);
    else if (flow instanceof StreamFlow) flow.send(bytes);
  }

  #noteWire(
    direction: WireMessage['direction'],
    ends: Endpoints,
    message: SipMessage | null,
    bytes: Uint8Array | null,
  ): void {
    this.onWire?.({
      direction,
      ...endpointsOf(ends),
      callId: message?.headers.get('Call-ID') ?? '',
      bytes: bytes ?? (message ? serialiseMessage(message) : new Uint8Array()),
      timeMs: this.#clock.nowMs(),
    });
  }
}

function serverOf({ transport, remote }: Endpoints): Server {
  return { ...remote, transport };
}
