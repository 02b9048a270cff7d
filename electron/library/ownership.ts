/** What the owner of a data directory holds: the lock, the worker that writes, and the door for other processes. */
import type { Logger } from '#engine/base/logger.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { LibraryChange } from './contract.ts';
import type { DataLayout } from './layout.ts';
import { releaseOwnership, type OwnerLock } from './owner-lock.ts';
import { OwnerServer } from './owner-server.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { WorkerClient } from './worker-client.ts';

/** When to look whether a process that hung up is dead: it hangs up a moment before it is gone. */
const DEATH_CHECKS_MS = [10, 100, 500, 2_000, 10_000];

export interface OwnershipOptions {
  layout: DataLayout;
  /** Already in place. */
  lock: OwnerLock;
  logger: Logger;
  prices?: PriceBook | undefined;
  changed: (change: LibraryChange) => void;
  openSessions: () => string[];
}

export class Ownership {
  readonly worker: WorkerClient;
  readonly #server: OwnerServer;
  readonly #options: OwnershipOptions;
  readonly #checks = new Set<NodeJS.Timeout>();
  #ended = false;

  private constructor(worker: WorkerClient, server: OwnerServer, options: OwnershipOptions) {
    this.worker = worker;
    this.#server = server;
    this.#options = options;
  }

  /** Opens, migrates and recovers, then opens the door. When that fails the lock is given back. */
  static async begin(options: OwnershipOptions): Promise<Ownership> {
    const { layout, lock, logger, openSessions } = options;
    let worker: WorkerClient | null = null;
    let ownership: Ownership | null = null;
    let server: OwnerServer | null = null;
    try {
      worker = await WorkerClient.start(
        {
          dataDir: layout.dataDir,
          mode: 'owner',
          self: lock,
          liveSessions: openSessions(),
          prices: options.prices,
        },
        {
          logger,
          changed: (change) => {
            options.changed(change);
            server?.broadcast(change);
          },
        },
      );
      server = await OwnerServer.start(lock, worker, {
        disconnected: (identity) => ownership?.watchFor(identity),
      });
      ownership = new Ownership(worker, server, options);
      return ownership;
    } catch (thrown) {
      await worker?.close().catch(() => undefined);
      await releaseOwnership(layout, lock);
      throw thrown;
    }
  }

  /** Closes the runs of a process that hung up, once it is gone. One that lives on keeps its runs. */
  watchFor(identity: ProcessIdentity, attempt = 0): void {
    const waitMs = DEATH_CHECKS_MS[attempt];
    if (waitMs === undefined || this.#ended) return;
    const check = setTimeout(() => {
      this.#checks.delete(check);
      const sessions = [...this.#options.openSessions(), ...this.#server.sessions];
      this.worker.request('recover', [sessions, identity], new Date().toISOString()).then(
        (isAlive) => {
          if (isAlive) this.watchFor(identity, attempt + 1);
        },
        (thrown: unknown) => {
          if (!this.#ended)
            this.#options.logger.log('error', 'runs could not be recovered', { reason: String(thrown) });
        },
      );
    }, waitMs);
    check.unref();
    this.#checks.add(check);
  }

  /** Answers what was asked, empties the log into the database, gives the directory back. */
  async end(): Promise<void> {
    this.#ended = true;
    for (const check of this.#checks) clearTimeout(check);
    await this.#server.close();
    try {
      await this.worker.close();
    } finally {
      await releaseOwnership(this.#options.layout, this.#options.lock);
    }
  }
}
