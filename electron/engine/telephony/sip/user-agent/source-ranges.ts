/** The addresses that accounts may call from, as `BlockList`s: read once, looked into for every call of a stranger. */
import { BlockList, isIP } from 'node:net';
import type { SipAccount } from './api.ts';

export class SourceRanges {
  /** By the list itself, which an account that is changed has anew. */
  readonly #lists = new WeakMap<readonly string[], BlockList>();

  /** @param address IPv4 or IPv6, also `::ffff:192.0.2.7` */
  has({ allowedSources }: Pick<SipAccount, 'allowedSources'>, address: string): boolean {
    if (!allowedSources || allowedSources.length === 0) return false;
    // A link-local address bears its interface: `fe80::1%eth0`.
    const [bare = ''] = address.split('%', 1);
    const family = isIP(bare);
    if (family === 0) return false;
    let list = this.#lists.get(allowedSources);
    if (!list) {
      list = listOf(allowedSources);
      this.#lists.set(allowedSources, list);
    }
    return list.check(bare, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** What is no address or range is left out: that would allow nobody. */
function listOf(sources: readonly string[]): BlockList {
  const list = new BlockList();
  for (const source of sources) {
    const [address = '', prefix] = source.split('/', 2);
    const version = isIP(address);
    if (version === 0) continue;
    const [family, bits] = version === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
    const length = prefix === undefined ? bits : Number(prefix);
    if (Number.isInteger(length) && length >= 0 && length <= bits) list.addSubnet(address, length, family);
  }
  return list;
}
