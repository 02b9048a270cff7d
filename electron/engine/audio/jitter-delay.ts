/**
 * How long packets have to wait so that those that are late are there in time: a percentile of how much later than the
 * fastest of the last seconds they came. Fast up, slow down, by forgetting (the idea is that of WebRTC's NetEQ).
 */

const BUCKET_MS = 5;
const BUCKETS = 64;
/** Share of packets that are to be in time. */
const PERCENTILE = 0.97;
/** Weight of all that was known, at each packet: half of it is gone after 350 packets (7 s). */
const FORGETTING = 0.998;
/** The fastest packet is looked for among those of this long: long enough for chance, short enough for drifting clocks. */
const BASE_WINDOW_MS = 4000;

export class DelayEstimator {
  readonly #weights = new Float64Array(BUCKETS);
  readonly #minMs: number;
  readonly #maxMs: number;
  /** Candidates for the fastest, transit times rising; the first is the fastest. */
  readonly #fastest: { atMs: number; transitMs: number }[] = [];
  #observed = 0;
  #targetMs: number;

  constructor(minMs: number, maxMs: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#targetMs = minMs;
  }

  /** For packets to come, ms. */
  get targetMs(): number {
    return this.#targetMs;
  }

  /** Of a packet that came up to `unsureMs` later, when nobody looked: it was in time if it can have been. */
  believe(transitMs: number, unsureMs: number): number {
    const latestMs = transitMs + unsureMs;
    return Math.max(transitMs, Math.min(this.#fastest[0]?.transitMs ?? latestMs, latestMs));
  }

  /** A packet came: `transitMs` is its arrival less its place in the sound, of which only differences count. Answers how late it was. */
  observe(transitMs: number, atMs: number): number {
    const fastest = this.#fastest;
    while ((fastest.at(-1)?.transitMs ?? Number.NEGATIVE_INFINITY) >= transitMs) fastest.pop();
    fastest.push({ atMs, transitMs });
    while (atMs - (fastest[0]?.atMs ?? atMs) > BASE_WINDOW_MS) fastest.shift();
    const lateMs = transitMs - (fastest[0]?.transitMs ?? transitMs);
    this.#count(lateMs);
    return lateMs;
  }

  /** Positions mean something else from now on; what is known of the network's jitter still holds. */
  rebase(): void {
    this.#fastest.length = 0;
  }

  #count(lateMs: number): void {
    this.#observed += 1;
    // The first packets weigh alike: an average of few is better than a memory of none.
    const kept = Math.min(FORGETTING, 1 - 1 / this.#observed);
    const bucket = Math.min(BUCKETS - 1, Math.floor(lateMs / BUCKET_MS));
    const weights = this.#weights;
    let sum = 0;
    let reached = BUCKETS;
    for (let n = 0; n < BUCKETS; n += 1) {
      const weight = (weights[n] ?? 0) * kept + (n === bucket ? 1 - kept : 0);
      weights[n] = weight;
      sum += weight;
      if (reached === BUCKETS && sum >= PERCENTILE - 1e-9) reached = n;
    }
    // A bucket's upper edge, except of the first: who is hardly late needs no reserve beyond the least one.
    const wantedMs = reached === 0 ? 0 : (reached + 1) * BUCKET_MS;
    this.#targetMs = Math.max(this.#minMs, Math.min(this.#maxMs, wantedMs));
  }
}
