/**
 * Whose call is it that comes in? An account is known by where its servers are (RFC 3263), and by the addresses that it is told to
 * call from. Of several at one place the user that is called decides, then the domain, then the port of the server.
 */
import { isIP } from 'node:net';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipRequest } from '../message/message.ts';
import { parseHostPort, parseUri } from '../message/uri.ts';
import { parseAddress } from '../message/values.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import type { Received } from '../transport/transport-layer.ts';
import type { SipAccount } from './api.ts';
import type { ResolveHops } from './call-ground.ts';
import { registrarOf, routesOf } from './requests.ts';
import { SourceRanges } from './source-ranges.ts';

/** Names are looked up again after this long. */
const freshForMs = 60_000;
/** RFC 3261 §19.1.2. */
const defaultPort = 5060;
/** Addresses that are remembered of one account. */
const maxAddresses = 32;

interface Place {
  addresses: Set<string>;
  lookedUpAtMs: number;
  /** Who waits for the names that are being looked up; null: none are. */
  waiting: (() => void)[] | null;
}

export class AccountFinder {
  readonly #timeline: Timeline;
  readonly #resolve: ResolveHops;
  readonly #accounts: () => readonly SipAccount[];
  readonly #places = new Map<string, Place>();
  readonly #ranges = new SourceRanges();

  constructor(timeline: Timeline, resolve: ResolveHops, accounts: () => readonly SipAccount[]) {
    this.#timeline = timeline;
    this.#resolve = resolve;
    this.#accounts = accounts;
  }

  #learn(account: SipAccount, address: string): void {
    const { addresses } = this.#place(account);
    addresses.add(address);
    for (const oldest of addresses) if (addresses.size > maxAddresses) addresses.delete(oldest);
  }

  /** @param done at once where it is known, else when names have been looked up; null: nobody's */
  find(received: Received<SipRequest>, done: (account: SipAccount | null) => void): void {
    const accounts = this.#accounts();
    const known = this.#best(accounts, received);
    const stale = accounts.filter((account) => this.#isStale(account) || this.#place(account).waiting);
    if (known || stale.length === 0) {
      done(known);
      return;
    }
    let left = stale.length;
    const one = () => {
      left -= 1;
      if (left === 0) done(this.#best(accounts, received));
    };
    for (const account of stale) this.#lookUp(account, one);
  }

  #lookUp(account: SipAccount, done: () => void): void {
    const place = this.#place(account);
    if (place.waiting) {
      place.waiting.push(done);
      return;
    }
    const waiting = [done];
    place.waiting = waiting;
    place.lookedUpAtMs = this.#timeline.now();
    const [route] = routesOf(account);
    const uris = route === undefined ? [] : [parseAddress(route).uri];
    uris.push(registrarOf(account));
    let left = uris.length;
    const one = () => {
      left -= 1;
      if (left > 0) return;
      place.waiting = null;
      for (const wake of waiting) wake();
    };
    for (const uri of uris) {
      if (isIP(uri.host) !== 0) this.#learn(account, uri.host);
      onTimeline(
        this.#timeline,
        () => this.#resolve(uri, account),
        (hops) => {
          for (const { address } of hops) this.#learn(account, address);
          one();
        },
        one,
      );
    }
  }

  #best(accounts: readonly SipAccount[], { message, remote }: Received<SipRequest>): SipAccount | null {
    const candidates = accounts.filter(
      (account) =>
        this.#places.get(account.id)?.addresses.has(remote.address) ||
        this.#ranges.has(account, remote.address),
    );
    const called = [parseUri(message.uri), parseAddress(message.headers.get('To') ?? '').uri];
    const score = (account: SipAccount) => {
      const { host, port } = parseHostPort(account.domain);
      const isUser = account.user !== '' && called.some(({ user }) => user === account.user);
      const isHost = called.some((uri) => uri.host.toLowerCase() === host.toLowerCase());
      // Two servers on one machine differ by their ports.
      const isPort = (port ?? defaultPort) === remote.port;
      return (isUser ? 4 : 0) + (isHost ? 2 : 0) + (isPort ? 1 : 0);
    };
    return [...candidates].sort((a, b) => score(b) - score(a))[0] ?? null;
  }

  #isStale(account: SipAccount): boolean {
    return this.#timeline.now() - this.#place(account).lookedUpAtMs >= freshForMs;
  }

  #place({ id }: SipAccount): Place {
    let place = this.#places.get(id);
    if (!place) {
      place = { addresses: new Set(), lookedUpAtMs: Number.NEGATIVE_INFINITY, waiting: null };
      this.#places.set(id, place);
    }
    return place;
  }
}
