/** The library's side of its worker thread. */
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { LibraryError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import { siblingUrl } from '#engine/base/sibling.ts';
import type { LibraryChange } from './contract.ts';
import { fromWire } from './errors.ts';
import type {
  WorkerMessage,
  WorkerMethod,
  WorkerMethods,
  WorkerOptions,
  WorkerRequest,
} from './worker-protocol.ts';

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export interface WorkerHooks {
  logger: Logger;
  changed: (change: LibraryChange) => void;
}

let addonHeld = false;

/**
 * Node unloads an addon with the last thread that uses it, and a thread's last garbage collection may come after that
 * and jump into what is gone (better-sqlite3 issue 1476). Held by this thread, the addon stays for as long as the process.
 */
function holdAddon(): void {
  if (addonHeld) return;
  new Database(':memory:').close();
  addonHeld = true;
}

/** While nothing is asked of it, the worker does not keep the process alive. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #hooks: WorkerHooks;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #outgoing: WorkerRequest[] = [];
  #failure: LibraryError | null = null;

  private constructor(worker: Worker, hooks: WorkerHooks) {
    this.#worker = worker;
    this.#hooks = hooks;
  }

  /** Resolves once the database is open (for an owner: migrated and recovered). */
  static async start(options: WorkerOptions, hooks: WorkerHooks): Promise<WorkerClient> {
    holdAddon();
    const worker = new Worker(siblingUrl(import.meta.url, 'library-worker'), {
      name: `library-${options.mode}`,
      workerData: options,
    });
    const client = new WorkerClient(worker, hooks);
    try {
      await new Promise<void>((resolve, reject) => {
        client.#pending.set(0, {
          resolve: () => {
            resolve();
          },
          reject,
        });
        worker.on('message', (messages: WorkerMessage[]) => {
          for (const message of messages) client.#receive(message);
        });
        worker.on('error', (error) => {
          client.#fail(error);
        });
        worker.on('exit', () => {
          client.#fail(null);
        });
      });
    } catch (thrown) {
      await worker.terminate();
      throw thrown;
    }
    worker.unref();
    return client;
  }

  request<M extends WorkerMethod>(
    method: M,
    args: Parameters<WorkerMethods[M]>,
    time: string,
  ): Promise<Awaited<ReturnType<WorkerMethods[M]>>> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = this.#nextId;
    this.#nextId += 1;
    if (this.#pending.size === 0) this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#outgoing.push({ id, method, args, time });
      if (this.#outgoing.length === 1)
        queueMicrotask(() => {
          this.#flush();
        });
    });
  }

  #flush(): void {
    const requests = this.#outgoing;
    this.#outgoing = [];
    try {
      this.#worker.postMessage(requests);
    } catch {
      for (const request of requests) this.#postAlone(request);
    }
  }

  /** What cannot be copied to another thread (a function in a document) fails by itself. */
  #postAlone(request: WorkerRequest): void {
    try {
      this.#worker.postMessage([request]);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#settle(request.id)?.reject(
        new LibraryError(
          'input-invalid',
          `The library cannot keep what ${request.method} was given: ${reason}`,
          {
            cause,
          },
        ),
      );
    }
  }

  /** After everything asked before. The worker ends by itself, never in the middle of something. */
  async close(): Promise<void> {
    const worker = this.#worker;
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        resolve();
      });
    });
    try {
      await this.request('close', [], new Date().toISOString());
    } catch (thrown) {
      await worker.terminate();
      throw thrown;
    }
    worker.ref();
    await ended;
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'ready':
        this.#settle(0)?.resolve(undefined);
        return;
      case 'failed':
        this.#settle(0)?.reject(fromWire(message.error));
        return;
      case 'value':
        this.#settle(message.id)?.resolve(message.value);
        return;
      case 'error':
        this.#settle(message.id)?.reject(fromWire(message.error));
        return;
      case 'change':
        this.#hooks.changed(message.change);
        return;
      case 'log':
        this.#hooks.logger.log(message.level, message.message, message.fields);
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker.unref();
    return pending;
  }

  #fail(cause: unknown): void {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    this.#failure ??= new LibraryError(
      'library-failed',
      `The library's worker thread has stopped${reason}. Start Parley again; what was saved is kept.`,
      { cause },
    );
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }
}
