/**
 * Remembers what DNS answered: for its time to live within bounds, that there is nothing for half a minute, and for a day as a
 * stop-gap while the servers do not answer (RFC 8767).
 */
import type { Timeline } from '../../../base/timeline.ts';
import type { DnsAnswer, DnsPort, NaptrRecord, SrvRecord } from './dns-port.ts';

/** Where the answer names no time. */
const usualTtlS = 60;
const leastTtlS = 30;
const greatestTtlS = 3600;
/** RFC 2308 §5 leaves it to us; whoever has just put a record in does not want to wait. */
const negativeTtlS = 30;
const staleS = 24 * 3600;
const maxEntries = 512;

interface Entry {
  answer: DnsAnswer<unknown>;
  /** Timeline, ms. */
  freshUntilMs: number;
  staleUntilMs: number;
}

export class DnsCache implements DnsPort {
  readonly #dns: DnsPort;
  readonly #timeline: Timeline;
  readonly #entries = new Map<string, Entry>();
  readonly #asked = new Map<string, Promise<DnsAnswer<unknown>>>();

  constructor(dns: DnsPort, timeline: Timeline) {
    this.#dns = dns;
    this.#timeline = timeline;
  }

  naptr(name: string): Promise<DnsAnswer<NaptrRecord>> {
    return this.#get('naptr', name, () => this.#dns.naptr(name));
  }

  srv(name: string): Promise<DnsAnswer<SrvRecord>> {
    return this.#get('srv', name, () => this.#dns.srv(name));
  }

  a(name: string): Promise<DnsAnswer<string>> {
    return this.#get('a', name, () => this.#dns.a(name));
  }

  aaaa(name: string): Promise<DnsAnswer<string>> {
    return this.#get('aaaa', name, () => this.#dns.aaaa(name));
  }

  /** The network has changed: the names of a company may lead elsewhere outside it. */
  forget(): void {
    this.#entries.clear();
  }

  #get<T>(kind: string, name: string, ask: () => Promise<DnsAnswer<T>>): Promise<DnsAnswer<T>> {
    const key = `${kind} ${name.toLowerCase()}`;
    const entry = this.#entries.get(key);
    if (entry && this.#timeline.now() < entry.freshUntilMs) {
      return Promise.resolve(entry.answer as DnsAnswer<T>);
    }
    const underWay = this.#asked.get(key);
    if (underWay) return underWay as Promise<DnsAnswer<T>>;
    const asked = this.#refresh(key, ask);
    this.#asked.set(key, asked);
    const done = (): void => void this.#asked.delete(key);
    asked.then(done, done);
    return asked;
  }

  async #refresh<T>(key: string, ask: () => Promise<DnsAnswer<T>>): Promise<DnsAnswer<T>> {
    try {
      const answer = await ask();
      this.#keep(key, answer);
      return answer;
    } catch (error) {
      const entry = this.#entries.get(key);
      if (!entry || this.#timeline.now() >= entry.staleUntilMs) throw error;
      return entry.answer as DnsAnswer<T>;
    }
  }

  #keep(key: string, answer: DnsAnswer<unknown>): void {
    const isEmpty = answer.records.length === 0;
    const ttlS = Math.min(greatestTtlS, Math.max(leastTtlS, answer.ttlS ?? usualTtlS));
    const freshUntilMs = this.#timeline.now() + (isEmpty ? negativeTtlS : ttlS) * 1000;
    const staleUntilMs = isEmpty ? freshUntilMs : freshUntilMs + staleS * 1000;
    this.#entries.delete(key);
    this.#entries.set(key, { answer, freshUntilMs, staleUntilMs });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > maxEntries && !oldest.done) this.#entries.delete(oldest.value);
  }
}
