/** Waiting no longer than is worth it, for a stream and for a single answer. */
import { ProviderError } from '../../base/errors.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { ChainClock, StreamDeadlines } from './link.ts';

export interface Waiting {
  clock: ChainClock;
  /** Who is waited for, `provider/model`. */
  name: string;
}

export function stalled(name: string, waitedMs: number): ProviderError {
  return new ProviderError(
    'provider-timeout',
    `${name} did not answer within ${(waitedMs / 1000).toFixed(1)} s.`,
    { retryable: true },
  );
}

/**
 * The items of a stream, as long as each comes in time. Ends silently when the signal aborts, even when the source
 * takes no notice; whatever the end, the source is told to stop and is not waited for.
 *
 * @throws ProviderError `provider-timeout`, or what the source throws
 */
export async function* withDeadlines<T>(
  start: (signal: AbortSignal) => AsyncIterable<T>,
  deadlines: StreamDeadlines | null,
  { clock, name }: Waiting,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  if (signal.aborted) return;
  const source = new AbortController();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<{ aborted: true }>((resolve) => {
    onAbort = () => {
      source.abort(signal.reason);
      resolve({ aborted: true });
    };
  });
  signal.addEventListener('abort', onAbort, { once: true });
  const iterator = start(source.signal)[Symbol.asyncIterator]();
  let over = false;
  let waitMs = deadlines?.firstMs ?? null;
  try {
    for (;;) {
      const next = iterator.next();
      const timer = new Deadline(clock, waitMs);
      let turn;
      try {
        turn = await Promise.race([next, aborted, timer.passed]);
      } catch (thrown) {
        over = true;
        throw thrown;
      } finally {
        timer.dispose();
      }
      if ('aborted' in turn) {
        next.catch(() => undefined);
        return;
      }
      if ('passedMs' in turn) {
        next.catch(() => undefined);
        throw stalled(name, turn.passedMs);
      }
      if (turn.done === true) {
        over = true;
        return;
      }
      waitMs = deadlines?.betweenMs ?? null;
      yield turn.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (!over) {
      source.abort(signal.reason);
      iterator.return?.().catch(() => undefined);
    }
  }
}

/**
 * An answer, if it comes within `waitMs` (null: however long it takes) and before `given up`.
 *
 * @throws ProviderError `provider-timeout`, or what the answer throws
 */
export async function within<T>(
  answer: Promise<T>,
  waitMs: number | null,
  { clock, name }: Waiting,
  givenUp: Promise<{ givenUp: true }>,
): Promise<{ value: T } | { givenUp: true }> {
  const timer = new Deadline(clock, waitMs);
  answer.catch(() => undefined);
  try {
    const first = await Promise.race([answer.then((value) => ({ value })), givenUp, timer.passed]);
    if ('passedMs' in first) throw stalled(name, first.passedMs);
    return first;
  } finally {
    timer.dispose();
  }
}

class Deadline implements Disposable {
  /** Never settles when there is no deadline. */
  readonly passed: Promise<{ passedMs: number }>;
  #timer: Disposable | null = null;

  constructor(clock: ChainClock, waitMs: number | null) {
    this.passed = new Promise((resolve) => {
      if (waitMs === null) return;
      this.#timer = clock.at(clock.now() + waitMs, () => {
        resolve({ passedMs: waitMs });
      });
    });
  }

  dispose(): void {
    this.#timer?.dispose();
  }
}
