/**
 * A breaker a link: a provider that failed is passed over for a while, in all calls of the process, and then tried
 * again by whoever comes next.
 *
 *   closed ──failure──► open ──coolDownMs──► tried again ──success──► closed
 *                        ▲                        │ failure
 *                        └────────────────────────┘
 */

/** Long enough that a call does not wait out the same dead line every turn, short enough to come back soon. */
export const coolDownMs = 30_000;

export class Circuits {
  readonly #now: () => number;
  readonly #coolDownMs: number;
  readonly #openUntil = new Map<string, number>();

  /** @param now any clock that does not go back, ms */
  constructor(now: () => number = () => performance.now(), coolDown = coolDownMs) {
    this.#now = now;
    this.#coolDownMs = coolDown;
  }

  failed(id: string): void {
    this.#openUntil.set(id, this.#now() + this.#coolDownMs);
  }

  answered(id: string): void {
    this.#openUntil.delete(id);
  }

  /** Milliseconds for which the link is still passed over; 0 when it may be used. */
  restMs(id: string): number {
    return Math.max(0, (this.#openUntil.get(id) ?? 0) - this.#now());
  }

  /** A person has changed something (a key, an address): everything may be tried again. */
  reset(): void {
    this.#openUntil.clear();
  }

  /** Those that may be used, in their order; behind them those that failed lately, since anything is better than nothing. */
  inOrder<L extends { readonly id: string }>(links: readonly L[]): L[] {
    const resting = new Set(links.filter(({ id }) => this.restMs(id) > 0));
    return [...links.filter((link) => !resting.has(link)), ...resting];
  }
}
