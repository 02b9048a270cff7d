/** Which lines of the trunks are taken by this process, and when the next call may go. */
import { TokenBucket } from '#engine/telephony/trunk/token-bucket.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { RefusedCall } from './refused-call.ts';

export class LinesInUse {
  readonly #nowMs: () => number;
  readonly #taken = new Map<string, number>();
  readonly #rates = new Map<string, { perSecond: number; bucket: TokenBucket }>();

  /** @param nowMs of a clock that does not go back */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  up(trunkId: string): number {
    return this.#taken.get(trunkId) ?? 0;
  }

  isFull(trunk: Trunk): boolean {
    return this.up(trunk.id) >= trunk.max_calls;
  }

  /** Why no call may be made at this moment, or null. Nothing is taken. */
  refusal(trunk: Trunk): RefusedCall | null {
    if (this.isFull(trunk))
      return new RefusedCall(
        'cap',
        `All ${String(trunk.max_calls)} lines of the trunk “${trunk.name}” are taken. Wait until a call ends, or allow more calls at once in the trunk.`,
        { retryable: true },
      );
    const waitMs = this.#bucket(trunk).waitMs(this.#nowMs());
    if (waitMs === 0) return null;
    return new RefusedCall(
      'cap',
      `The trunk “${trunk.name}” takes ${String(trunk.calls_per_second)} new calls a second; the next may go in ${(waitMs / 1000).toFixed(1)} s.`,
      { retryable: true },
    );
  }

  /** Takes a line until the answer is called, once or more. Calls that come in are not a matter of the rate. */
  take(trunk: Trunk, direction: 'outbound' | 'inbound'): () => void {
    if (direction === 'outbound') this.#bucket(trunk).take(this.#nowMs());
    this.#taken.set(trunk.id, this.up(trunk.id) + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = this.up(trunk.id) - 1;
      if (left > 0) this.#taken.set(trunk.id, left);
      else this.#taken.delete(trunk.id);
    };
  }

  /** Calls are spaced evenly: a carrier counts them in any one second. */
  #bucket({ id, calls_per_second: perSecond }: Trunk): TokenBucket {
    const known = this.#rates.get(id);
    if (known?.perSecond === perSecond) return known.bucket;
    const bucket = new TokenBucket(perSecond, 1, this.#nowMs());
    this.#rates.set(id, { perSecond, bucket });
    return bucket;
  }
}
