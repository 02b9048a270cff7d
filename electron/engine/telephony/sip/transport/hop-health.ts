/**
 * Which servers do not answer. A request to one takes half a minute to fail over UDP, so the next request asks another first
 * (RFC 3263 §4.3 leaves the memory to us). It changes the order of tries, and never keeps one from being made.
 *
 *   sent ─► nothing heard for 4 s, or refused ─► tried last ─► 60 s later, or heard ─► as before
 *   503 with Retry-After (RFC 3261 §21.5.4) ───► tried last ─► when that is over ────► as before
 */
import type { Timeline } from '../../../base/timeline.ts';
import type { SipTransportName } from '../user-agent/api.ts';
import type { Endpoint } from './network.ts';
import { keepLast } from './source-limits.ts';

export type Server = Endpoint & { transport: SipTransportName };

/** By then a UDP request has been sent four times (Timer A, E: 0, 0.5, 1.5, 3.5 s). */
const silentAfterMs = 4000;
const avoidedMs = 60_000;
const maxServers = 512;

export class HopHealth {
  readonly #timeline: Timeline;
  /** Since when nothing has been heard of what was sent, timeline, ms. */
  readonly #unheard = new Map<string, number>();
  /** Until when it wants to be left in peace, timeline, ms. */
  readonly #resting = new Map<string, number>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  sent(server: Server): void {
    const key = keyOf(server);
    const sinceMs = this.#unheard.get(key);
    const isOver = sinceMs === undefined || this.#silentMs(sinceMs) >= silentAfterMs + avoidedMs;
    if (isOver) keepLast(this.#unheard, key, this.#timeline.now(), maxServers);
  }

  heard(server: Server): void {
    this.#unheard.delete(keyOf(server));
  }

  /** No connection could be had. */
  failed(server: Server): void {
    keepLast(this.#unheard, keyOf(server), this.#timeline.now() - silentAfterMs, maxServers);
  }

  /** It asks not to be asked for so long. */
  rest(server: Server, forMs: number): void {
    keepLast(this.#resting, keyOf(server), this.#timeline.now() + forMs, maxServers);
  }

  isAvoided(server: Server): boolean {
    if (this.#timeline.now() < (this.#resting.get(keyOf(server)) ?? -1)) return true;
    const sinceMs = this.#unheard.get(keyOf(server));
    if (sinceMs === undefined) return false;
    const silentMs = this.#silentMs(sinceMs);
    return silentMs >= silentAfterMs && silentMs < silentAfterMs + avoidedMs;
  }

  /** The network has changed: the fault may have been ours. */
  forget(): void {
    this.#unheard.clear();
    this.#resting.clear();
  }

  #silentMs(sinceMs: number): number {
    return this.#timeline.now() - sinceMs;
  }
}

function keyOf({ transport, address, port }: Server): string {
  return `${transport} ${address} ${port}`;
}
