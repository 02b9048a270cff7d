/** The texts that wait for the worker, soonest needed first, one in the worker at a time. */
import { Worker } from 'node:worker_threads';
import { ProviderError } from '../../base/errors.ts';
import { siblingUrl } from '../../base/sibling.ts';
import type { FromWorker, SpeechJob } from './protocol.ts';

interface WaitingJob extends SpeechJob {
  /** When its first sample will be wanted; earlier goes first. */
  dueMs: number;
  resolve: (samples: Int16Array) => void;
  reject: (error: ProviderError) => void;
}

export class FliteJobs {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #waiting: WaitingJob[] = [];
  #running: WaitingJob | null = null;
  #closed = false;

  /** Starts the worker, so that the first text does not wait for the module to compile. */
  warmUp(): void {
    this.#start();
  }

  /**
   * The samples of one text. When the signal aborts, a waiting job is dropped and a running one's result is forgotten; the
   * promise then resolves to nothing. Rejects with ProviderError.
   */
  run(job: Omit<SpeechJob, 'id'> & { dueMs: number }, signal: AbortSignal): Promise<Int16Array> {
    if (signal.aborted) return Promise.resolve(new Int16Array(0));
    if (this.#closed) return Promise.reject(failed('it is closed'));
    return new Promise<Int16Array>((resolve, reject) => {
      const abort = (): void => {
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(new Int16Array(0));
      };
      const waiting: WaitingJob = {
        ...job,
        id: this.#nextId,
        resolve: (samples) => {
          signal.removeEventListener('abort', abort);
          resolve(samples);
        },
        reject: (error) => {
          signal.removeEventListener('abort', abort);
          reject(error);
        },
      };
      this.#nextId += 1;
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#worker = null;
    this.#rejectAll(failed('it was closed'));
    await worker?.terminate();
  }

  #next(): void {
    if (this.#running || this.#waiting.length === 0) return;
    const worker = this.#start();
    if (!worker) return;
    const soonest = this.#waiting.reduce((best, job) => (job.dueMs < best.dueMs ? job : best));
    this.#waiting.splice(this.#waiting.indexOf(soonest), 1);
    this.#running = soonest;
    worker.ref();
    const { id, text, voice, gainDb } = soonest;
    worker.postMessage({ id, text, voice, gainDb } satisfies SpeechJob);
  }

  #start(): Worker | null {
    if (this.#worker || this.#closed) return this.#worker;
    // The flags of our own process are not the worker's.
    const worker = new Worker(siblingUrl(import.meta.url, 'flite-worker'), { execArgv: [] });
    this.#worker = worker;
    let reason = 'its worker ended';
    worker.on('message', (message: FromWorker) => {
      this.#answer(message);
    });
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#rejectAll(failed(reason));
    });
    // A worker with nothing to do does not keep the process alive.
    worker.unref();
    return worker;
  }

  #answer(message: FromWorker): void {
    const job = this.#running;
    if (message.type === 'ready' || job?.id !== message.id) return;
    this.#running = null;
    if (message.type === 'speech') job.resolve(message.samples);
    else job.reject(failed(message.message));
    if (this.#waiting.length === 0) this.#worker?.unref();
    else this.#next();
  }

  #rejectAll(error: ProviderError): void {
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#waiting.splice(0)];
    this.#running = null;
    for (const job of jobs) job.reject(error);
  }
}

function failed(reason: string): ProviderError {
  return new ProviderError(
    'provider-failed',
    `flite could not speak (${reason}). It starts again with the next text.`,
    {
      retryable: true,
    },
  );
}
