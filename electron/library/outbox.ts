/**
 * Writes on their way, in the order in which they were asked. When the target goes away they wait for the next one and
 * are asked again, in order: every write may be repeated, because its ids are made here.
 */
import { LibraryError } from '#engine/base/errors.ts';
import type { LibraryWrites } from './contract.ts';
import { TargetLost, type WriteTarget } from './write-target.ts';

/** A write that outlives so many targets is more likely their end than their victim. */
const MAX_ATTEMPTS = 5;

interface Entry {
  send: (target: WriteTarget, isRetry: boolean) => Promise<unknown>;
  attempts: number;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export class Outbox {
  readonly #entries = new Set<Entry>();
  readonly #establish: () => Promise<WriteTarget>;
  #target: WriteTarget | null = null;
  #establishing: Promise<void> | null = null;
  #idle: (() => void)[] = [];

  constructor(establish: () => Promise<WriteTarget>) {
    this.#establish = establish;
  }

  /** Finds the first target before anything is asked. */
  async connect(): Promise<void> {
    this.#target = await this.#establish();
  }

  get target(): WriteTarget | null {
    return this.#target;
  }

  write<M extends keyof LibraryWrites>(
    method: M,
    time: string,
    args: (isRetry: boolean) => Parameters<LibraryWrites[M]>,
  ): Promise<Awaited<ReturnType<LibraryWrites[M]>>> {
    return new Promise((resolve, reject) => {
      const entry: Entry = {
        send: (target, isRetry) => target.request(method, args(isRetry), time),
        attempts: 0,
        resolve: resolve as (value: unknown) => void,
        reject,
      };
      this.#entries.add(entry);
      if (this.#target === null) this.#reestablish();
      else this.#dispatch(entry, this.#target);
    });
  }

  /** The target went away. The next write looks for another. */
  lost(target: WriteTarget): void {
    if (this.#target !== target) return;
    this.#target = null;
    if (this.#entries.size > 0) this.#reestablish();
  }

  /** Once everything asked so far has been answered. */
  async settled(): Promise<void> {
    if (this.#entries.size > 0)
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    await this.#establishing;
  }

  #dispatch(entry: Entry, target: WriteTarget): void {
    entry.attempts += 1;
    entry.send(target, entry.attempts > 1).then(
      (value) => {
        this.#settle(entry);
        entry.resolve(value);
      },
      (thrown: unknown) => {
        const isLost = thrown instanceof TargetLost;
        if (isLost && entry.attempts < MAX_ATTEMPTS) {
          this.lost(target);
          return;
        }
        this.#settle(entry);
        entry.reject(
          isLost ? new LibraryError('library-locked', thrown.message, { retryable: true }) : thrown,
        );
        if (isLost) this.lost(target);
      },
    );
  }

  #reestablish(): void {
    this.#establishing ??= this.#establish()
      .then(
        (target) => {
          this.#target = target;
          for (const entry of [...this.#entries]) this.#dispatch(entry, target);
        },
        (thrown: unknown) => {
          for (const entry of [...this.#entries]) {
            this.#settle(entry);
            entry.reject(thrown);
          }
        },
      )
      .finally(() => {
        this.#establishing = null;
        if (this.#target === null && this.#entries.size > 0) this.#reestablish();
      });
  }

  #settle(entry: Entry): void {
    this.#entries.delete(entry);
    if (this.#entries.size > 0) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
