/** DNS out of a table. */
import type { DnsAnswer, DnsPort, NaptrRecord, SrvRecord } from '../dns-port.ts';

export interface DnsTable {
  a?: Readonly<Record<string, string[]>>;
  aaaa?: Readonly<Record<string, string[]>>;
  srv?: Readonly<Record<string, SrvRecord[]>>;
  naptr?: Readonly<Record<string, NaptrRecord[]>>;
}

export class TableDns implements DnsPort {
  table: DnsTable;
  ttlS: number | null = null;
  /** Kinds that are not answered. */
  failing = new Set<keyof DnsTable>();
  queries = 0;

  constructor(table: DnsTable) {
    this.table = table;
  }

  naptr(name: string): Promise<DnsAnswer<NaptrRecord>> {
    return this.#answer('naptr', this.table.naptr?.[name]);
  }

  srv(name: string): Promise<DnsAnswer<SrvRecord>> {
    return this.#answer('srv', this.table.srv?.[name]);
  }

  a(name: string): Promise<DnsAnswer<string>> {
    return this.#answer('a', this.table.a?.[name]);
  }

  aaaa(name: string): Promise<DnsAnswer<string>> {
    return this.#answer('aaaa', this.table.aaaa?.[name]);
  }

  #answer<T>(kind: keyof DnsTable, records: readonly T[] = []): Promise<DnsAnswer<T>> {
    this.queries += 1;
    if (this.failing.has(kind)) return Promise.reject(new Error('ETIMEOUT'));
    return Promise.resolve({ records, ttlS: this.ttlS });
  }
}
