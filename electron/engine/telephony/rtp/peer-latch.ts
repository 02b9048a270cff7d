/**
 * Where the peer really is. SDP tells where it wants to receive; it sends from there too (symmetric RTP, RFC 4961), unless
 * a NAT on the way has given it another port or, where it only knows a private address, another address.
 *
 *                 from the very end that was negotiated
 *   open ─────────────────────────────────────────────────► locked
 *    │  from its address, another port, or (its own address   ▲
 *    ▼  being private) from where its signalling comes         │ the negotiated end itself, or 2 s after the first
 *   provisional ───────────────────────────────────────────────┘
 */
import { BlockList, isIPv6, SocketAddress } from 'node:net';
import type { Endpoint } from '../sip/transport/network.ts';

/** From the first packet on, how long the negotiated end may still show up and be preferred, ms. */
const WINDOW_MS = 2000;

const privateAddresses = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  // RFC 6598: between a carrier and its customers.
  ['100.64.0.0', 10],
] as const)
  privateAddresses.addSubnet(net, prefix, 'ipv4');
privateAddresses.addSubnet('fc00::', 7, 'ipv6');
privateAddresses.addSubnet('fe80::', 10, 'ipv6');

export class PeerLatch {
  readonly #negotiated: Endpoint;
  /** Addresses of the peer besides the negotiated one. */
  readonly #alsoFrom: readonly string[];
  #latched: Endpoint | null = null;
  #firstMs: number | null = null;

  /** `signalling`: the address that the peer's SIP comes from; null where that says nothing (a proxy, a test). */
  constructor(negotiated: Endpoint, signalling: string | null) {
    const address = canonical(negotiated.address);
    this.#negotiated = { address, port: negotiated.port };
    const isPrivate = privateAddresses.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
    this.#alsoFrom = isPrivate && signalling !== null ? [canonical(signalling)] : [];
  }

  /** Where to send to. */
  get target(): Endpoint {
    return this.#latched ?? this.#negotiated;
  }

  /** May this be the peer? What is not is ignored. */
  allows(from: Endpoint, nowMs: number): boolean {
    if (this.#latched && isSame(from, this.#latched)) return true;
    if (isSame(from, this.#negotiated)) return !this.#isLocked(nowMs);
    const isPeer = from.address === this.#negotiated.address || this.#alsoFrom.includes(from.address);
    // The first of those that could be it; only the negotiated end takes its place.
    return isPeer && this.#latched === null;
  }

  /** A valid (and, where it is encrypted, authentic) packet came from there: only now is it believed. */
  confirm(from: Endpoint, nowMs: number): void {
    this.#firstMs ??= nowMs;
    if (this.#latched && isSame(from, this.#latched)) return;
    this.#latched = { address: from.address, port: from.port };
  }

  #isLocked(nowMs: number): boolean {
    return this.#latched !== null && this.#firstMs !== null && nowMs - this.#firstMs > WINDOW_MS;
  }
}

/** As the sockets write it: IPv6 in its short form (RFC 5952), without a zone. */
function canonical(address: string): string {
  const plain = address.replace(/%.*$/, '');
  return isIPv6(plain) ? new SocketAddress({ address: plain, family: 'ipv6' }).address : plain;
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return one.port === other.port && one.address === other.address;
}
