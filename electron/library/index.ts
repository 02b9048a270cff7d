/**
 * The library of a data directory: workflows, runs, their events and recordings, in SQLite.
 *
 * The first process to open a directory owns it and writes; every other reads the same file and asks the owner to
 * write. When the owner goes away, the next process that wants to write takes its place.
 *
 * ```
 *  owner:   OpenLibrary ── worker (reads, writes)          second:  OpenLibrary ── worker (reads)
 *                      └── OwnerServer ◄────────── socket ─────────────────── OwnerConnection (writes)
 * ```
 */
import type { Logger } from '#engine/base/logger.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import { OpenLibrary } from './open-library.ts';
import type { Library } from './contract.ts';

export type { Library, LibraryChange } from './contract.ts';

export interface LibraryOptions {
  /** Made when absent. */
  dataDir: string;
  logger: Logger;
  /** Milliseconds since 1970; `Date.now` unless a test says otherwise. */
  now?: () => number;
  /** With which the cost of runs is reckoned that a dead process left open; absent: only what is free. */
  prices?: PriceBook | undefined;
}

/**
 * Opens (and where needed makes) the library. As owner it migrates and closes what dead processes left open before it
 * resolves. Rejects with a LibraryError that names the path and what to do; a damaged or newer file is left untouched.
 */
export function openLibrary(options: LibraryOptions): Promise<Library> {
  return OpenLibrary.open({ now: Date.now, ...options });
}
