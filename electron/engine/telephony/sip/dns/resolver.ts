/**
 * Where a SIP address leads, RFC 3263: an ordered list of hops to try one after the other (§4.3).
 *
 *   address is a number ─────────────────────────────────────────────► itself
 *   port is given ───────────────────────────────────► A and AAAA ───► port, transport told or UDP (TLS for sips)
 *   transport is told ──────────────► SRV _sip._udp … ─► A and AAAA
 *   neither ── NAPTR ──► its SRV ────────────────────► A and AAAA
 *           └─ none ───► SRV of UDP, TCP, TLS ────────► A and AAAA
 *                        └─ none ────────────────────► A and AAAA ───► usual port, UDP (TLS for sips)
 *
 * IPv4 goes before IPv6: carriers' media is IPv4 with few exceptions, and a broken IPv6 route costs half a minute over UDP.
 * The certificate is checked for the name that was asked for, not for the host that it led to (RFC 5922 §7.2).
 */
import { isIP } from 'node:net';
import { SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipUri } from '../message/uri.ts';
import type { Hop } from '../transport/transport-layer.ts';
import { defaultPorts } from '../transport/via-path.ts';
import type { SipAccount, SipTransportName } from '../user-agent/api.ts';
import { DnsCache } from './dns-cache.ts';
import type { DnsAnswer, DnsPort, NaptrRecord } from './dns-port.ts';
import { orderServers } from './srv-order.ts';

/** What the resolver wants to know of an account. */
export type ResolvingAccount = Pick<SipAccount, 'transport' | 'tls' | 'keepAliveS'>;

export interface SipResolverOptions {
  dns: DnsPort;
  timeline: Timeline;
  random: (length: number) => Uint8Array;
  /** Servers that do not answer are tried last: `SipTransports.health`. */
  isAvoided?: (hop: Hop) => boolean;
}

/** A server by name, its addresses not known yet. */
interface Server {
  host: string;
  port: number;
  transport: SipTransportName;
}

/** Servers of a domain that are looked at, and addresses that are tried at most. */
const maxServers = 8;
const maxHops = 10;

/** In the order of preference without NAPTR: `sip:` with nothing said means UDP. */
const srvNames: readonly { transport: SipTransportName; prefix: string }[] = [
  { transport: 'udp', prefix: '_sip._udp' },
  { transport: 'tcp', prefix: '_sip._tcp' },
  { transport: 'tls', prefix: '_sips._tcp' },
];
const naptrServices: Readonly<Record<string, SipTransportName>> = {
  'sip+d2u': 'udp',
  'sip+d2t': 'tcp',
  'sips+d2t': 'tls',
};

export class SipResolver {
  readonly #dns: DnsCache;
  readonly #random: (length: number) => Uint8Array;
  readonly #isAvoided: (hop: Hop) => boolean;

  constructor({ dns, timeline, random, isAvoided = () => false }: SipResolverOptions) {
    this.#dns = new DnsCache(dns, timeline);
    this.#random = random;
    this.#isAvoided = isAvoided;
  }

  /**
   * @param account its transport holds where the address names none; its certificates and keep-alive go along
   * @throws SipError `sip-unreachable`: the name leads nowhere or DNS does not answer; `unsupported`: another transport
   */
  async resolve(uri: SipUri, account: ResolvingAccount | null): Promise<Hop[]> {
    const host = uri.parameters.get('maddr') ?? uri.host;
    const told = toldTransport(uri, account);
    const servers = isIP(host) > 0 ? [serverAt(host, uri, told)] : await this.#servers(host, uri, told);
    const hops: Hop[] = [];
    for (const server of servers.slice(0, maxServers)) {
      for (const address of await this.#addresses(server.host)) {
        if (hops.length < maxHops) hops.push(hopTo(address, server, uri, account));
      }
    }
    if (hops.length === 0) throw nowhere(host, servers);
    const avoided = hops.filter(this.#isAvoided);
    return [...hops.filter((hop) => !avoided.includes(hop)), ...avoided];
  }

  /** The network has changed. */
  forget(): void {
    this.#dns.forget();
  }

  async #servers(host: string, uri: SipUri, told: SipTransportName | null): Promise<Server[]> {
    if (uri.port !== null) return [serverAt(host, uri, told)];
    const isSecure = uri.scheme === 'sips';
    const candidates = told === null ? await this.#byNaptr(host, isSecure) : [];
    const names =
      candidates.length > 0
        ? candidates
        : srvNames
            .filter(({ transport }) =>
              told === null ? !isSecure || transport === 'tls' : transport === told,
            )
            .map(({ transport, prefix }) => ({ transport, name: `${prefix}.${host}` }));
    const servers: Server[] = [];
    let isDenied = false;
    for (const { transport, name } of names) {
      const { records } = await this.#optional(this.#dns.srv(name));
      // RFC 2782, "Target": a single dot says that there is no such service.
      const real = records.filter(({ target }) => target !== '.' && target !== '');
      isDenied ||= records.length > real.length;
      for (const { target, port } of orderServers(real, () => this.#fraction())) {
        servers.push({ host: target, port, transport });
      }
    }
    if (servers.length === 0 && isDenied) {
      throw new SipError(
        'sip-unreachable',
        `${host} says in DNS that it takes no SIP calls${overWords(told)}.`,
      );
    }
    return servers.length > 0 ? servers : [serverAt(host, uri, told)];
  }

  /** §4.1: what we speak, in the order of the domain's owner. */
  async #byNaptr(host: string, isSecure: boolean): Promise<{ transport: SipTransportName; name: string }[]> {
    const { records } = await this.#optional(this.#dns.naptr(host));
    const byOrder = (a: NaptrRecord, b: NaptrRecord): number =>
      a.order - b.order || a.preference - b.preference;
    return [...records].sort(byOrder).flatMap(({ flags, service, replacement }) => {
      const transport = naptrServices[service.toLowerCase()];
      const isUsable = transport !== undefined && flags.toLowerCase() === 's' && replacement !== '';
      return isUsable && (!isSecure || transport === 'tls') ? [{ transport, name: replacement }] : [];
    });
  }

  async #addresses(host: string): Promise<string[]> {
    if (isIP(host) > 0) return [host];
    const [v4, v6] = await Promise.allSettled([this.#dns.a(host), this.#dns.aaaa(host)]);
    const found = [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.records : []));
    if (found.length === 0 && v4.status === 'rejected') throw unanswered(host, v4.reason);
    return found;
  }

  /** Routers in homes do not know NAPTR or SRV and fail or keep silent: then the name itself is what counts. */
  async #optional<T>(answer: Promise<DnsAnswer<T>>): Promise<DnsAnswer<T>> {
    try {
      return await answer;
    } catch {
      return { records: [], ttlS: null };
    }
  }

  #fraction(): number {
    const [a = 0, b = 0, c = 0] = this.#random(3);
    return (a * 65_536 + b * 256 + c) / 2 ** 24;
  }
}

/** What the address says, else the account; null: to be found out. */
function toldTransport(uri: SipUri, account: ResolvingAccount | null): SipTransportName | null {
  const named = uri.parameters.get('transport')?.toLowerCase();
  if (uri.scheme === 'sips') {
    if (named === 'udp') throw new SipError('unsupported', 'A sips: address cannot be reached over UDP.');
    return named === undefined ? null : 'tls'; // RFC 3261 §26.2.2: `transport=tcp` means TLS over TCP
  }
  if (named === undefined) return account && account.transport !== 'auto' ? account.transport : null;
  if (named === 'udp' || named === 'tcp' || named === 'tls') return named;
  throw new SipError('unsupported', `SIP over ${named} is not supported. Use UDP, TCP or TLS.`);
}

function serverAt(host: string, { port, scheme }: SipUri, told: SipTransportName | null): Server {
  const transport = told ?? (scheme === 'sips' ? 'tls' : 'udp');
  return { host, port: port ?? defaultPorts[transport], transport };
}

function hopTo(
  address: string,
  { port, transport }: Server,
  uri: SipUri,
  account: ResolvingAccount | null,
): Hop {
  const trust = account?.tls ?? { verify: true, caPem: null };
  return {
    address,
    port,
    transport,
    tls: transport === 'tls' ? { serverName: uri.host, verify: trust.verify, caPem: trust.caPem } : null,
    keepAliveMs: (account?.keepAliveS ?? 0) * 1000,
  };
}

function nowhere(host: string, servers: readonly Server[]): SipError {
  const others = servers.map((server) => server.host).filter((name) => name !== host);
  const words =
    others.length > 0
      ? `${host} leads to ${others.slice(0, 3).join(', ')}, which has no address in DNS. Its owner has to mend that.`
      : `${host} has no address in DNS. Check how the server's name is spelt; a name of a company may need its VPN.`;
  return new SipError('sip-unreachable', words, { retryable: true });
}

function unanswered(host: string, cause: unknown): SipError {
  return new SipError(
    'sip-unreachable',
    `The address of ${host} could not be looked up: the DNS server does not answer. Check the network connection.`,
    { retryable: true, cause },
  );
}

function overWords(transport: SipTransportName | null): string {
  return transport === null ? '' : ` over ${transport.toUpperCase()}`;
}
