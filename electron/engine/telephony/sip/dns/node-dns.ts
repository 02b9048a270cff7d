/**
 * The machine's name service. Addresses come from the operating system, which knows the hosts file, `.local` names and the
 * domains of a VPN; NAPTR and SRV, which it has no call for, from the DNS servers of its configuration.
 */
import { lookup, Resolver } from 'node:dns/promises';
import type { Timeline } from '../../../base/timeline.ts';
import type { DnsAnswer, DnsPort, NaptrRecord, SrvRecord } from './dns-port.ts';

/** Two tries of two seconds: a home router that drops what it does not know must not hold up a call for longer. */
const timeoutMs = 2000;
const tries = 2;

export class NodeDns implements DnsPort {
  readonly #timeline: Timeline;
  readonly #resolver = new Resolver({ timeout: timeoutMs, tries });

  /** @param servers `ADDRESS:PORT` each, in place of the machine's own for NAPTR and SRV */
  constructor(timeline: Timeline, servers: readonly string[] = []) {
    this.#timeline = timeline;
    if (servers.length > 0) this.#resolver.setServers(servers);
  }

  naptr(name: string): Promise<DnsAnswer<NaptrRecord>> {
    return this.#ask(async () =>
      (await this.#resolver.resolveNaptr(name)).map(({ order, preference, flags, service, replacement }) => ({
        order,
        preference,
        flags,
        service,
        replacement,
      })),
    );
  }

  srv(name: string): Promise<DnsAnswer<SrvRecord>> {
    return this.#ask(async () =>
      (await this.#resolver.resolveSrv(name)).map(({ name: target, port, priority, weight }) => ({
        priority,
        weight,
        port,
        target,
      })),
    );
  }

  a(name: string): Promise<DnsAnswer<string>> {
    return this.#ask(() => addresses(name, 4));
  }

  aaaa(name: string): Promise<DnsAnswer<string>> {
    return this.#ask(() => addresses(name, 6));
  }

  /** Settles inside an event of the timeline. */
  #ask<T>(query: () => Promise<T[]>): Promise<DnsAnswer<T>> {
    return new Promise((resolve, reject) => {
      query().then(
        (records) => {
          this.#timeline.post(() => {
            resolve({ records, ttlS: null });
          });
        },
        (error: unknown) => {
          this.#timeline.post(() => {
            if (meansNone(error)) resolve({ records: [], ttlS: null });
            else reject(error instanceof Error ? error : new Error(String(error)));
          });
        },
      );
    });
  }
}

async function addresses(name: string, family: 4 | 6): Promise<string[]> {
  const found = await lookup(name, { family, all: true });
  return found.map(({ address }) => address);
}

/** There is no such name, or nothing of that kind under it. */
function meansNone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EBADNAME' || code === 'ENONAME';
}
