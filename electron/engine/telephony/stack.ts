/**
 * The telephone line, joined: network, transports, name service, user agent, media and wire log on one timeline. Calls make
 * use of it by their port `PhoneLine`, trunks by theirs.
 *
 *   UserAgent ──► SipTransports ──► Network          openMedia ──► RtpMedia ──► Network
 *       │              └──► WireLog                                   ▲
 *       └──► SipResolver ──► DnsPort                 LocalPlaces ─────┘ our address towards each peer
 */
import type { Disposable } from '../base/disposable.ts';
import { SipError } from '../base/errors.ts';
import type { Timeline } from '../base/timeline.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { PhoneMedia } from './media/api.ts';
import { createPhoneMedia } from './media/rtp-media.ts';
import { PortRange } from './rtp/ports.ts';
import type { DnsPort } from './sip/dns/dns-port.ts';
import { SipResolver } from './sip/dns/resolver.ts';
import { parseHostPort, parseUri, sipUri, type SipUri } from './sip/message/uri.ts';
import type { Endpoint, Network } from './sip/transport/network.ts';
import { SipTransports, type SipListen, type TransportLimits } from './sip/transport/sip-transports.ts';
import type { Hop } from './sip/transport/transport-layer.ts';
import type { SipAccount } from './sip/user-agent/api.ts';
import { UserAgent, type UserAgentLimits } from './sip/user-agent/user-agent.ts';
import { StunClient } from './stun/stun-client.ts';
import { WireLog } from './wire/wire-log.ts';

export interface PhoneStackOptions {
  timeline: Timeline;
  network: Network;
  dns: DnsPort;
  random: (length: number) => Uint8Array;
  /** Wall clock. */
  now: () => Date;
  /** `Parley/1.0`. */
  userAgent: string;
  /** All that may call us. */
  accounts: () => readonly SipAccount[];
  /** Whoever knows our address may call. Default false. */
  acceptUnknown?: boolean;
  /** `urn:uuid:…` of this installation. */
  instanceId?: string | null;
  /** Of media; both included. */
  ports?: { from: number; to: number };
  limits?: { transport?: Partial<TransportLimits>; userAgent?: Partial<UserAgentLimits> };
}

/** Beneath the ephemeral ports (RFC 6335 §6), so that they are not taken by chance; 4,000 calls. */
const mediaPorts = { from: 40_000, to: 47_999 };
const stunPort = 3478;
/** What a caller whom no trunk knows is offered. */
const strangersMedia = {
  codecs: ['opus', 'G722', 'PCMU', 'PCMA'],
  ptime_ms: 20,
  srtp: 'optional',
  dtmf: 'auto',
} as const;
/** How often it is looked whether the last answers have come. */
const settleStepMs = 10;
/** Peers whose route is remembered. */
const mostPlaces = 256;

export class PhoneStack implements Disposable {
  readonly timeline: Timeline;
  readonly userAgent: UserAgent;
  readonly wire = new WireLog();
  readonly #options: PhoneStackOptions;
  readonly #transports: SipTransports;
  readonly #resolver: SipResolver;
  readonly #stun: StunClient;
  readonly #ports: PortRange;
  /** Address of a peer → ours towards it. */
  readonly #places = new Map<string, string>();
  #isClosed = false;

  constructor(options: PhoneStackOptions) {
    const { timeline, network, dns, random, now, accounts, limits = {} } = options;
    this.#options = options;
    this.timeline = timeline;
    this.#ports = new PortRange(
      options.ports?.from ?? mediaPorts.from,
      options.ports?.to ?? mediaPorts.to,
      random,
    );
    const transports = new SipTransports({
      network,
      timeline,
      now,
      ...(limits.transport ? { limits: limits.transport } : {}),
    });
    this.#transports = transports;
    this.#resolver = new SipResolver({
      dns,
      timeline,
      random,
      isAvoided: (hop) => transports.health.isAvoided(hop),
    });
    transports.onWire = (message) => {
      this.wire.record(message);
    };
    this.#stun = new StunClient({
      timeline,
      random,
      send: (bytes, to) => {
        // Lost like any datagram; it is asked again until its deadline.
        transports.sendDatagram(bytes, to).catch(() => undefined);
      },
    });
    transports.onStun = (bytes, flow) => {
      this.#stun.receive(bytes, flow.remote);
    };
    this.userAgent = new UserAgent({
      timeline,
      transport: transports,
      resolve: (uri, account) => this.#resolver.resolve(uri, account),
      avoid: (hop, forMs) => {
        transports.health.rest(hop, forMs);
      },
      random,
      accounts,
      acceptUnknown: options.acceptUnknown ?? false,
      instanceId: options.instanceId ?? null,
      userAgent: options.userAgent,
      flowCount: () => transports.counts.connections + transports.counts.sockets,
      ...(limits.userAgent ? { limits: limits.userAgent } : {}),
    });
  }

  /** Open sockets, connections and leased media ports, for tests of leaks. */
  get counts(): UserAgent['counts'] & { mediaPorts: number } {
    return { ...this.userAgent.counts, mediaPorts: this.#ports.leasedCount };
  }

  /** To be called by peers that do not know us by a registration. @throws SipError when the port is taken */
  listen(listen: SipListen): Promise<Endpoint> {
    return this.#transports.listen(listen);
  }

  /**
   * The sound of one call, its ports taken.
   *
   * @param peer `sip:` address, or `HOST[:PORT]`, of the other end: it decides by which of our addresses we are reached
   * @param account null: of a caller whom no trunk knows
   */
  async openMedia(options: {
    trunk: Trunk | null;
    account: SipAccount | null;
    peer: string;
  }): Promise<PhoneMedia> {
    const { trunk, account } = options;
    const { timeline, network, random, now } = this.#options;
    const peer = await this.#addressOf(account?.outboundProxy ?? options.peer, account);
    const first = await this.#place(peer);
    const { codecs, ptime_ms: ptimeMs, srtp, dtmf } = trunk ?? strangersMedia;
    return createPhoneMedia({
      network,
      timeline,
      ports: this.#ports,
      settings: { codecs, ptimeMs, srtp, dtmf },
      addresses: () => ({ local: this.#places.get(peer) ?? first, public: account?.publicAddress ?? null }),
      signallingAddress: () => peer,
      random,
      now,
    });
  }

  /** Where an address leads, best first: for Test trunk. @throws SipError `sip-unreachable` */
  resolve(uri: SipUri, account: SipAccount | null): Promise<Hop[]> {
    return this.#resolver.resolve(uri, account);
  }

  /** As the STUN server sees us. @throws SipError `sip-unreachable` */
  async publicAddress(server: string, signal?: AbortSignal): Promise<string> {
    const { host, port } = parseHostPort(server);
    const uri = sipUri({ host, port: port ?? stunPort });
    const udp = { transport: 'udp', tls: { verify: false, caPem: null }, keepAliveS: 0 } as const;
    const [hop] = await this.#resolver.resolve(uri, udp);
    if (!hop) throw new SipError('sip-unreachable', `The STUN server ${host} has no address.`);
    const found = await this.#stun.publicEndpoint({ address: hop.address, port: hop.port }, signal);
    return found.address;
  }

  /** The machine has another address, or has slept: what hung on the old one is closed, and routes are asked for anew. */
  async networkChanged(): Promise<void> {
    this.#resolver.forget();
    await this.#transports.networkChanged();
    await Promise.all([...this.#places.keys()].map((peer) => this.#place(peer, true).catch(() => undefined)));
  }

  /**
   * Settles when everything that we have sent is answered, the last BYEs above all, or after so long: a datagram that is lost
   * is only sent again while the line is open.
   */
  settled(withinMs: number): Promise<void> {
    const { timeline } = this;
    // Its timeline may be over, too.
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      timeline.post(() => {
        const untilMs = timeline.now() + withinMs;
        const look = (): void => {
          if (this.userAgent.isWaiting && timeline.now() < untilMs)
            timeline.at(timeline.now() + settleStepMs, look);
          else resolve();
        };
        look();
      });
    });
  }

  /** Calls hang up first: their BYEs are out when this returns. */
  dispose(): void {
    this.#isClosed = true;
    this.userAgent.dispose();
    this.#stun.dispose();
    this.wire.dispose();
  }

  async #addressOf(peer: string, account: SipAccount | null): Promise<string> {
    const uri = /^sips?:/i.test(peer) ? parseUri(peer) : sipUri(parseHostPort(peer));
    const [hop] = await this.#resolver.resolve(uri, account);
    if (!hop) throw new SipError('sip-unreachable', `${uri.host} has no address.`);
    return hop.address;
  }

  async #place(peer: string, isAnew = false): Promise<string> {
    const known = this.#places.get(peer);
    if (known !== undefined && !isAnew) return known;
    const local = await this.#options.network.localAddressFor(peer);
    const [oldest] = this.#places.keys();
    if (this.#places.size >= mostPlaces && oldest !== undefined && known === undefined)
      this.#places.delete(oldest);
    this.#places.set(peer, local);
    return local;
  }
}
