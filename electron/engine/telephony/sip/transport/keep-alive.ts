/**
 * Keeps flows open through NAT and firewalls, RFC 5626 §3.5 and §4.4: CRLF CRLF on connections and on UDP. (RFC 5626 has STUN
 * on UDP; servers that do not know it take it for a broken message, while an empty line is passed over by all, RFC 3261 §7.5.)
 *
 * A flow is kept as long as something may come by it: a registration until it expires, a call for as long as calls may last.
 */
import type { Disposable } from '../../../base/disposable.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipRequest } from '../message/message.ts';
import type { Flow } from './transport-layer.ts';

export interface PingableFlow extends Flow {
  ping(): void;
}

/** Of a registration that names no time, RFC 3261 §10.2. */
const defaultExpiresS = 3600;
/** After the last request of a call; longer than any call of ours, whose session timer speaks before that. */
const callMs = 30 * 60_000;

interface Kept {
  untilMs: number;
  timer: Disposable | null;
}

export class KeepAlive implements Disposable {
  readonly #timeline: Timeline;
  readonly #kept = new Map<PingableFlow, Kept>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get count(): number {
    return this.#kept.size;
  }

  /** A request has gone out there. A flow that is kept stays so for it, also where its hop says nothing of it (in dialogs). */
  use(flow: PingableFlow, request: SipRequest, intervalMs: number): void {
    const untilMs = this.#timeline.now() + neededMs(request);
    const kept = this.#kept.get(flow);
    if (kept) {
      kept.untilMs = Math.max(kept.untilMs, untilMs);
      return;
    }
    if (intervalMs <= 0) return;
    const entry: Kept = { untilMs, timer: null };
    this.#kept.set(flow, entry);
    this.#schedule(flow, entry, intervalMs);
  }

  dispose(): void {
    for (const { timer } of this.#kept.values()) timer?.dispose();
    this.#kept.clear();
  }

  #schedule(flow: PingableFlow, entry: Kept, intervalMs: number): void {
    entry.timer = this.#timeline.at(this.#timeline.now() + intervalMs, () => {
      if (!flow.isOpen || this.#timeline.now() >= entry.untilMs) {
        this.#kept.delete(flow);
        return;
      }
      flow.ping();
      this.#schedule(flow, entry, intervalMs);
    });
  }

  /** Nothing is awaited on that flow any more. */
  forget(flow: Flow): void {
    for (const [kept, { timer }] of this.#kept) {
      if (kept !== flow) continue;
      timer?.dispose();
      this.#kept.delete(kept);
    }
  }
}

function neededMs({ method, headers }: SipRequest): number {
  if (method !== 'REGISTER') return callMs;
  const told =
    /^\d{1,9}$/.exec(headers.get('Expires') ?? '') ??
    /;\s*expires=(\d{1,9})/i.exec(headers.get('Contact') ?? '');
  return Number(told?.[1] ?? told?.[0] ?? defaultExpiresS) * 1000;
}
