/**
 * The disk as recordings see it: writes that never wait, made by one worker thread for all calls. Node's own asynchronous
 * writes wake a thread of its pool each, which at 200 calls took an eighth of the main thread's time.
 */
import { Worker } from 'node:worker_threads';
import { siblingUrl } from '../base/sibling.ts';

/** Bytes to their place in a file. */
export interface DiskWrite {
  /** In shared memory it is not copied. */
  bytes: Uint8Array;
  position: number;
}

/** The writes of one file, in order; the first that fails ends them. */
interface DiskJob {
  fd: number;
  writes: DiskWrite[];
}

export interface DiskBatch {
  id: number;
  jobs: DiskJob[];
}

export interface DiskAnswer {
  id: number;
  /** By place in the batch. */
  failures: { job: number; message: string }[];
}

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

let worker: Worker | null = null;
let lastId = 0;
/** What this turn of the event loop has to write; posted by the microtask that its first job queues. */
let gathered: { job: DiskJob; waiting: Waiting }[] = [];
const pending = new Map<number, Waiting[]>();

/**
 * Resolves when the system has all of it. Until then shared memory must not be written to.
 *
 * @throws Error with the system's words (no space left, the file's size limit)
 */
export function writeToDisk(fd: number, writes: DiskWrite[]): Promise<void> {
  return new Promise((resolve, reject) => {
    if (gathered.length === 0) queueMicrotask(post);
    gathered.push({ job: { fd, writes }, waiting: { resolve, reject } });
  });
}

function post(): void {
  const batch = gathered;
  gathered = [];
  lastId += 1;
  pending.set(
    lastId,
    batch.map(({ waiting }) => waiting),
  );
  const thread = running();
  // What is not written yet keeps the process alive.
  thread.ref();
  thread.postMessage({ id: lastId, jobs: batch.map(({ job }) => job) } satisfies DiskBatch);
}

function running(): Worker {
  if (worker) return worker;
  // The flags of our own process are not the worker's.
  const started = new Worker(siblingUrl(import.meta.url, 'disk-worker'), { name: 'disk', execArgv: [] });
  worker = started;
  started.on('message', ({ id, failures }: DiskAnswer) => {
    const waiting = pending.get(id) ?? [];
    pending.delete(id);
    if (pending.size === 0) started.unref();
    const failed = new Map(failures.map(({ job, message }) => [job, message]));
    for (const [job, { resolve, reject }] of waiting.entries()) {
      const message = failed.get(job);
      if (message === undefined) resolve();
      else reject(new Error(message));
    }
  });
  started.on('error', (error: unknown) => {
    const reason = error instanceof Error ? error : new Error(String(error));
    if (worker === started) worker = null;
    for (const waiting of pending.values()) for (const { reject } of waiting) reject(reason);
    pending.clear();
  });
  return started;
}
