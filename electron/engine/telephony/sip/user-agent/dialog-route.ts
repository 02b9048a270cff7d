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
      ([hop]) => {
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
    const tls = transport === 'tls' ? (this.#known.tls ?? tlsFor(uri, this.#account)) : null;
    return { address: uri.host, port, transport, tls };
  }
}

export function hopOf({ remote, transport }: Flow, tls: Hop['tls']): Hop {
  return { ...remote, transport, tls };
}

function tlsFor({ host }: SipUri, account: SipAccount | null): Hop['tls'] {
  return { serverName: host, verify: account?.tls.verify ?? true, caPem: account?.tls.caPem ?? null };
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
