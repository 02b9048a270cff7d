/** The live table: calls that are up, and for some minutes those that were. */
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { Timeline } from '../../base/timeline.ts';
import { callIsOver } from './call-making.ts';
import type { LiveCall } from './live-call.ts';

/** How long a call stays to be looked at after its end, ms, and how many of them do. */
const keptMs = 5 * 60_000;
const mostKept = 100;

export class CallTable {
  readonly #live = new Map<string, LiveCall>();
  readonly #over = new Map<string, PhoneCall>();

  add(call: LiveCall): void {
    this.#live.set(call.runId, call);
  }

  /** The call is over and its run closed. */
  close(call: LiveCall, timeline: Timeline): void {
    const { runId } = call;
    if (!this.#live.delete(runId)) return;
    this.#over.set(runId, call.row());
    const [oldest] = this.#over.keys();
    if (this.#over.size > mostKept && oldest !== undefined) this.#over.delete(oldest);
    timeline.at(timeline.now() + keptMs, () => {
      this.#over.delete(runId);
    });
  }

  get live(): LiveCall[] {
    return [...this.#live.values()];
  }

  has(runId: string): boolean {
    return this.#live.has(runId);
  }

  /** Throws StudioError `call-not-found` when it is over. */
  find(runId: string): LiveCall {
    const call = this.#live.get(runId);
    if (!call || call.isOver) throw callIsOver();
    return call;
  }

  /** Newest first. */
  rows(): PhoneCall[] {
    const rows = [...this.#over.values(), ...this.live.map((call) => call.row())];
    return rows.sort((a, b) => b.started_at.localeCompare(a.started_at));
  }
}
