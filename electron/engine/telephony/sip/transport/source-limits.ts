/**
 * How much is taken from whom: a token bucket a source address, one for all strangers together, in tables that a stranger with
 * many addresses cannot make grow. A peer to whom we have sent something (a registrar, a trunk) may send more.
 *
 *   tokens  burst ┤▔▔▔▔╲        ╱▔▔▔   refilled at perSecond
 *                 │     ╲______╱       each message takes one; none left: dropped
 */
import type { Timeline } from '../../../base/timeline.ts';

export interface Rate {
  perSecond: number;
  burst: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export interface SourceLimitsOptions {
  timeline: Timeline;
  /** Of one stranger's address. */
  source: Rate;
  /** Of all strangers together. */
  strangers: Rate;
  /** Peers that we know may send this many times what strangers may. */
  knownFactor: number;
}

/** A source that has been silent for longer than it takes to refill a bucket needs no entry: the oldest is forgotten. */
const maxSources = 4096;
const maxKnown = 1024;

export class SourceLimits {
  readonly #options: SourceLimitsOptions;
  readonly #sources = new Map<string, Bucket>();
  readonly #known = new Map<string, Bucket>();
  readonly #strangers: Bucket;

  constructor(options: SourceLimitsOptions) {
    this.#options = options;
    this.#strangers = { tokens: options.strangers.burst, atMs: options.timeline.now() };
  }

  /** Entries kept, for tests of the bound. */
  get size(): number {
    return this.#sources.size + this.#known.size;
  }

  /** We have dealings with that address. */
  know(address: string): void {
    const key = sourceOf(address);
    const bucket = this.#known.get(key) ?? this.#fresh(this.#knownRate);
    keepLast(this.#known, key, bucket, maxKnown);
  }

  isKnown(address: string): boolean {
    return this.#known.has(sourceOf(address));
  }

  /** Takes one; false: too many. */
  take(address: string): boolean {
    const key = sourceOf(address);
    const known = this.#known.get(key);
    if (known) return this.#takeFrom(known, this.#knownRate);
    const { source, strangers } = this.#options;
    const bucket = this.#sources.get(key) ?? this.#fresh(source);
    keepLast(this.#sources, key, bucket, maxSources);
    return this.#takeFrom(bucket, source) && this.#takeFrom(this.#strangers, strangers);
  }

  get #knownRate(): Rate {
    const { source, knownFactor } = this.#options;
    return { perSecond: source.perSecond * knownFactor, burst: source.burst * knownFactor };
  }

  #fresh({ burst }: Rate): Bucket {
    return { tokens: burst, atMs: this.#options.timeline.now() };
  }

  #takeFrom(bucket: Bucket, { perSecond, burst }: Rate): boolean {
    const nowMs = this.#options.timeline.now();
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

/** Whoever has one IPv6 address has its whole /64 (RFC 6177), so that is one source. */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return [...groups, ...Array<string>(zeros).fill('0'), ...rest]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}

/** Puts the entry at the end, the youngest place, and drops the oldest beyond the limit. */
export function keepLast<V>(map: Map<string, V>, key: string, value: V, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= limit) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
