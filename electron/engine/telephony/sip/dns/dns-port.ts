/** The domain name system as RFC 3263 needs it. `node-dns.ts` asks the machine's; tests have a table. */

/** RFC 3403 §4.1. */
export interface NaptrRecord {
  order: number;
  preference: number;
  /** `s`: the replacement is the name of SRV records. */
  flags: string;
  /** `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`. */
  service: string;
  replacement: string;
}

/** RFC 2782. */
export interface SrvRecord {
  priority: number;
  weight: number;
  port: number;
  /** `.` or empty: the service is decidedly not available. */
  target: string;
}

export interface DnsAnswer<T> {
  /** None where the name, or that kind of record, does not exist. */
  records: readonly T[];
  /** Seconds; null where the resolver does not say. */
  ttlS: number | null;
}

/** Rejects only when nothing was to be learnt: no server, no answer in time, a server that failed. */
export interface DnsPort {
  naptr(name: string): Promise<DnsAnswer<NaptrRecord>>;
  srv(name: string): Promise<DnsAnswer<SrvRecord>>;
  /** IPv4 addresses. */
  a(name: string): Promise<DnsAnswer<string>>;
  /** IPv6 addresses. */
  aaaa(name: string): Promise<DnsAnswer<string>>;
}
