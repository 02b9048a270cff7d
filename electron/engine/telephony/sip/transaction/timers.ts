/** Timers of transactions, RFC 3261 §17 Table 4 with Timers L and M of RFC 6026. */
import type { Disposable } from '../../../base/disposable.ts';
import type { Timeline, TimelineTask } from '../../../base/timeline.ts';

export interface SipTimers {
  /** Estimate of the round trip, ms. */
  t1Ms: number;
  /** Longest interval between retransmissions of requests other than INVITE, and of responses to INVITE, ms. */
  t2Ms: number;
  /** How long a message may stay in the network, ms. */
  t4Ms: number;
}

export const defaultTimers: SipTimers = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000 };

/** Timers B, F, H, J, L and M, and the time a 2xx is repeated without an ACK: 64·T1, 32 s by default. */
export function giveUpMs({ t1Ms }: SipTimers): number {
  return 64 * t1Ms;
}

/** One timer at a time: setting it again replaces what was set. */
export class Timer implements Disposable {
  readonly #timeline: Timeline;
  #armed: Disposable | null = null;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isArmed(): boolean {
    return this.#armed !== null;
  }

  set(afterMs: number, task: TimelineTask): void {
    this.#armed?.dispose();
    const armed = this.#timeline.at(this.#timeline.now() + afterMs, () => {
      if (this.#armed === armed) this.#armed = null;
      return task();
    });
    this.#armed = armed;
  }

  dispose(): void {
    this.#armed?.dispose();
    this.#armed = null;
  }
}

/**
 * Retransmission with doubled intervals: Timers A (no bound), E and G (bounded by T2), and the 2xx of an INVITE server.
 * @param capMs the longest interval; null for none
 */
export class Retransmission implements Disposable {
  readonly #timer: Timer;
  readonly #send: () => void;
  readonly #capMs: number | null;
  #intervalMs: number;

  constructor(timeline: Timeline, firstMs: number, capMs: number | null, send: () => void) {
    this.#timer = new Timer(timeline);
    this.#send = send;
    this.#capMs = capMs;
    this.#intervalMs = firstMs;
    this.#arm();
  }

  /** From now on at this pace: a request other than INVITE that has had a provisional response (§17.1.2.2). */
  slowDown(intervalMs: number): void {
    this.#intervalMs = intervalMs;
  }

  #arm(): void {
    this.#timer.set(this.#intervalMs, () => {
      const doubled = 2 * this.#intervalMs;
      this.#intervalMs = this.#capMs === null ? doubled : Math.min(doubled, this.#capMs);
      this.#arm();
      this.#send();
    });
  }

  dispose(): void {
    this.#timer.dispose();
  }
}
