/** What a trunk has used today, and whether its caps let another call be made. */
import type { Trunk } from '#shared/domain/trunk.ts';
import { RefusedCall } from './refused-call.ts';

export interface UseStore {
  /** Of the runs with this `extra.trunk_id`; calls that are up are counted until `now`. */
  trunkUse(
    trunkId: string,
    since: string,
    now: string,
  ): Promise<{
    outboundCalls: number;
    inboundCalls: number;
    seconds: number;
    billedMinutes: number;
    providersUsd: number;
  }>;
}

/** Of one trunk, since midnight of this machine, calls in both directions. */
export interface DayUse {
  calls: number;
  minutes: number;
  /** What is known of the cost: models and voices, and the trunk's price where it is set. */
  knownUsd: number;
  /** Null where the trunk's price is not known. */
  usd: number | null;
}

interface Admitted {
  /** `YYYY-MM-DD` */
  day: string;
  /** Calls in the library when this process first asked. */
  before: number;
  /** Admitted by this process since; their runs may not be written yet. */
  since: number;
}

export class DayUses {
  readonly #store: UseStore;
  readonly #now: () => Date;
  readonly #admitted = new Map<string, Admitted>();

  constructor(store: UseStore, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  async of(trunk: Trunk): Promise<DayUse> {
    const now = this.#now();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
    const use = await this.#store.trunkUse(trunk.id, midnight.toISOString(), now.toISOString());
    const calls = use.outboundCalls + use.inboundCalls;
    const admitted = this.#today(trunk.id, calls);
    const price = trunk.usd_per_minute;
    const knownUsd = use.providersUsd + use.billedMinutes * (price ?? 0);
    return {
      calls: Math.max(calls, admitted.before + admitted.since),
      minutes: use.seconds / 60,
      knownUsd,
      usd: price === null ? null : knownUsd,
    };
  }

  /** One more call, whose run may take a moment to be written. After `of` of the same trunk. */
  count(trunkId: string): void {
    const admitted = this.#admitted.get(trunkId);
    if (admitted) admitted.since += 1;
  }

  #today(trunkId: string, calls: number): Admitted {
    const now = this.#now();
    const day = `${String(now.getFullYear())}-${String(now.getMonth() + 1)}-${String(now.getDate())}`;
    const known = this.#admitted.get(trunkId);
    if (known?.day === day) return known;
    const admitted = { day, before: calls, since: 0 };
    this.#admitted.set(trunkId, admitted);
    return admitted;
  }
}

/** The cap that stands against another call, or null. */
export function capReached(trunk: Trunk, use: DayUse): RefusedCall | null {
  const { calls_per_day: calls, minutes_per_day: minutes, usd_per_day: usd } = trunk.caps;
  const told = (cap: string) =>
    new RefusedCall(
      'cap',
      `The trunk “${trunk.name}” has reached its cap of ${cap} a day. Calls go on after midnight, or raise the cap in the trunk.`,
      { retryable: true },
    );
  if (calls !== null && use.calls >= calls) return told(`${String(calls)} calls`);
  if (minutes !== null && use.minutes >= minutes) return told(`${String(minutes)} minutes`);
  if (usd !== null && use.knownUsd >= usd) return told(`${String(usd)} US dollars`);
  return null;
}
