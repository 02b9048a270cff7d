/** Where the requests of a dialog go: known at the moment they are asked for, so that a BYE leaves at once. */
import { isIP } from 'node:net';
import { onTimeline } from '../transaction/on-timeline.ts';
import { formatUri, type SipUri } from '../message/uri.ts';
import type { Flow, Hop } from '../transport/transport-layer.ts';
import type { SipAccount, SipTransportName } from './api.ts';
import type { CallGround } from './call-ground.ts';

export class DialogRoute {
  readonly #ground: CallGround;
  readonly #account: SipAccount | null;
  /** The way the peer's last message came. */
  readonly #known: Hop;
  #resolved: { uri: string; hop: Hop } | null = null;

  constructor(ground: CallGround, account: SipAccount | null, known: Hop) {
    this.#ground = ground;
    this.#account = account;
    this.#known = known;
  }

  /** Names are looked up ahead; until that is done requests take the way the peer's came. */
  learn(uri: SipUri): void {
    if (isIP(uri.host) !== 0) return;
    const text = formatUri(uri);
    if (this.#resolved?.uri === text) return;
    onTimeline(
      this.#ground.timeline,
      () => this.#ground.resolve(uri, this.#account),
      (hops) => {
        // Where the connection in use leads is as good as any: a request then need not wait for another.
        const isKnown = hops.some((hop) => isSamePlace(hop, this.#known));
        const hop = isKnown ? this.#known : hops[0];
        if (hop) this.#resolved = { uri: text, hop };
      },
      () => undefined,
    );
  }

  /** @param isRouted the address is a Route's, which a proxy put there to be used as it is */
  hop(uri: SipUri, isRouted: boolean): Hop {
    if (isIP(uri.host) === 0) {
      return this.#resolved?.uri === formatUri(uri) ? this.#resolved.hop : this.#known;
    }
    // A Contact from behind the peer's NAT means nothing here.
    if (!isRouted && isPrivate(uri.host) && !isPrivate(this.#known.address)) return this.#known;
    const transport = transportOf(uri) ?? this.#known.transport;
    const port = uri.port ?? (transport === 'tls' ? 5061 : 5060);
    const tls = transport === 'tls' ? (this.#known.tls ?? tlsTo(uri.host, this.#account)) : null;
    return { ...this.#known, address: uri.host, port, transport, tls };
  }
}

/**
 * The way back over the flow of a request that came in. A connection of ours (a registration) is that to its server's name; in
 * place of the peer's own another is verified by its address.
 */
export function hopBack({ remote, transport, tls: opened }: Flow, account: SipAccount | null): Hop {
  const tls = transport === 'tls' ? (opened ?? tlsTo(remote.address, account)) : null;
  return { ...remote, transport, tls, keepAliveMs: 1000 * (account?.keepAliveS ?? 0) };
}

/** The way a response came to a request that went to that hop: the flow may lead elsewhere (TCP in place of UDP). */
export function hopAlong({ remote, transport }: Flow, hop: Hop | null): Hop {
  const tls = transport === 'tls' ? (hop?.tls ?? tlsTo(remote.address, null)) : null;
  return { ...hop, ...remote, transport, tls };
}

function isSamePlace(a: Hop, b: Hop): boolean {
  return a.address === b.address && a.port === b.port && a.transport === b.transport;
}

function tlsTo(serverName: string, account: SipAccount | null): Hop['tls'] {
  return { serverName, verify: account?.tls.verify ?? true, caPem: account?.tls.caPem ?? null };
}

function transportOf({ scheme, parameters }: SipUri): SipTransportName | null {
  if (scheme === 'sips') return 'tls';
  const named = parameters.get('transport')?.toLowerCase();
  return named === 'udp' || named === 'tcp' || named === 'tls' ? named : null;
}

/** RFC 1918, RFC 6598 (carrier NAT), link-local; RFC 4193 and fe80::/10. Loopback is a test's own. */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd]|fe[89ab])/i.test(
    address,
  );
}
