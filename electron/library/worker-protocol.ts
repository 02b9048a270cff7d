/** What crosses between a library and its worker thread. */
import type { LogFields, LogLevel } from '#engine/base/logger.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { WireError } from '#shared/bridge/wire.ts';
import type { LibraryChange, LibraryReads, LibraryWrites } from './contract.ts';
import type { ProcessIdentity } from './process-identity.ts';

export interface WorkerOptions {
  dataDir: string;
  /** `owner` writes, migrates and recovers; `reader` only reads. */
  mode: 'owner' | 'reader';
  self: ProcessIdentity;
  liveSessions: readonly string[];
  /** Of what recovered runs used. */
  prices?: PriceBook | undefined;
}

/** Asked only by the library itself. */
export interface WorkerUpkeep {
  /** Closes the runs of processes that are gone. Answers whether `disconnected` still runs. */
  recover(liveSessions: readonly string[], disconnected: ProcessIdentity): Promise<boolean>;
  /** Empties the log into the database file and closes it. */
  close(): void;
}

export type WorkerMethods = LibraryReads & LibraryWrites & WorkerUpkeep;
export type WorkerMethod = keyof WorkerMethods;

export interface WorkerRequest {
  id: number;
  method: WorkerMethod;
  args: readonly unknown[];
  /** ISO 8601 UTC with milliseconds: the asking process's clock. */
  time: string;
}

/** Requests of one moment travel together: a message costs more than a write. */
export type WorkerRequests = readonly WorkerRequest[];

export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'failed'; error: WireError }
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: WireError }
  | { kind: 'change'; change: LibraryChange }
  | { kind: 'log'; level: LogLevel; message: string; fields: LogFields };
