/** Bad networks that are the same every time: when, and how often, each packet arrives. */

export interface Impairment {
  /** One way, ms. */
  latencyMs: number;
  /** Share of packets that never arrive, 0–1. */
  loss: number;
  /** How many are lost in a row on the average; 1: each by its own chance (a Gilbert model above that). */
  burst: number;
  /** Up to this much later than the latency, ms: half of the packets within a third of it, the rest spread up to it. */
  jitterMs: number;
  /** May packets overtake each other? Otherwise a late one holds up those behind it. */
  reorder: boolean;
  /** Share of packets that arrive twice, 0–1. */
  duplication: number;
  /** How much faster the sender's clock runs than the receiver's, parts in a million. */
  driftPpm: number;
}

export const perfectNetwork: Impairment = {
  latencyMs: 0,
  loss: 0,
  burst: 1,
  jitterMs: 0,
  reorder: false,
  duplication: 0,
  driftPpm: 0,
};

/** What the issue asks for, and what the bench measures. */
export const impairments = {
  clean: { ...perfectNetwork, latencyMs: 20 },
  'loss-1': { ...perfectNetwork, latencyMs: 20, loss: 0.01 },
  'loss-5': { ...perfectNetwork, latencyMs: 20, loss: 0.05 },
  'loss-20': { ...perfectNetwork, latencyMs: 20, loss: 0.2 },
  'burst-5': { ...perfectNetwork, latencyMs: 20, loss: 0.05, burst: 3 },
  'jitter-50': { ...perfectNetwork, latencyMs: 20, jitterMs: 50, reorder: true },
  'jitter-200': { ...perfectNetwork, latencyMs: 20, jitterMs: 200, reorder: true },
  everything: {
    ...perfectNetwork,
    latencyMs: 20,
    loss: 0.05,
    burst: 2,
    jitterMs: 100,
    reorder: true,
    duplication: 0.05,
  },
} satisfies Record<string, Impairment>;

/** One direction of a network. */
export class ImpairedPath {
  readonly #impairment: Impairment;
  readonly #random: () => number;
  #isLosing = false;
  #lastArrivalMs = Number.NEGATIVE_INFINITY;

  /** `random`: numbers in [0, 1), seeded. */
  constructor(impairment: Impairment, random: () => number) {
    this.#impairment = impairment;
    this.#random = random;
  }

  /** When a packet sent at `sentMs` (the sender's clock) arrives (the receiver's): never, once or twice. */
  arrivals(sentMs: number): number[] {
    const { latencyMs, driftPpm, duplication } = this.#impairment;
    const isLost = this.#lose();
    const isTwice = this.#random() < duplication;
    const copies = isLost ? 0 : isTwice ? 2 : 1;
    const trueMs = sentMs / (1 + driftPpm / 1e6) + latencyMs;
    return Array.from({ length: copies }, () => this.#arrive(trueMs + this.#delay()));
  }

  #arrive(arrivalMs: number): number {
    if (this.#impairment.reorder) return arrivalMs;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, arrivalMs);
    return this.#lastArrivalMs;
  }

  #delay(): number {
    const chance = this.#random();
    const share = chance < 0.5 ? (chance * 2) / 3 : 1 / 3 + ((chance - 0.5) * 4) / 3;
    return share * this.#impairment.jitterMs;
  }

  #lose(): boolean {
    const { loss, burst } = this.#impairment;
    const leave = 1 / Math.max(1, burst);
    const enter = Math.min(1, (loss * leave) / Math.max(1e-9, 1 - loss));
    const chance = this.#random();
    if (burst <= 1) return chance < loss;
    this.#isLosing = this.#isLosing ? chance >= leave : chance < enter;
    return this.#isLosing;
  }
}
