/** Where writes go: the own worker, or the process that owns the data directory. */
import type { LibraryWrites } from './contract.ts';

export interface WriteTarget {
  /** Rejects with `TargetLost` when it went away before it answered, else with what went wrong. */
  request<M extends keyof LibraryWrites>(
    method: M,
    args: Parameters<LibraryWrites[M]>,
    time: string,
  ): Promise<Awaited<ReturnType<LibraryWrites[M]>>>;
}

/** The target is gone; whether it did what was asked is not known. */
export class TargetLost extends Error {}
