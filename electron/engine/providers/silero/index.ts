/** Silero voice activity detection: one worker and one model for all calls. */
import { Worker } from 'node:worker_threads';
import { ProviderError } from '../../base/errors.ts';
import { siblingUrl } from '../../base/sibling.ts';
import type { VadStream, VadWindow, VoiceActivityDetector } from '../spec/vad.ts';
import { MODEL_NAME } from './model.ts';
import { WINDOW_SAMPLES, type FromWorker, type ToWorker } from './protocol.ts';

export type SileroVad = VoiceActivityDetector & {
  /** Resolves when the model is loaded; the first `open` begins that. Rejects with ProviderError. */
  ready(): Promise<void>;
  /** Ends the worker; pending pushes resolve with no windows. The detector cannot be used again. */
  close(): Promise<void>;
};

/** Makes a detector; its worker starts with the first `open` and never keeps the process alive by itself. */
export function createSileroVad(): SileroVad {
  return new SileroDetector();
}

interface PendingWindow {
  endSample: number;
  answer: Deferred<VadWindow | null>;
}

class SileroDetector implements SileroVad {
  readonly provider = 'silero';
  readonly model = MODEL_NAME;
  #worker: Worker | null = null;
  #loading: Deferred<true> | null = null;
  #nextStream = 1;
  /** Windows sent or about to be, each stream's in order. */
  readonly #pending = new Map<number, PendingWindow[]>();
  /** Pushes and `ready` calls not yet answered. */
  #waiting = 0;
  /** Windows to be posted in one message: streams, and samples of `WINDOW_SAMPLES` each. Used again for every message. */
  readonly #outStreams: number[] = [];
  #outSamples = new Int16Array(8 * WINDOW_SAMPLES);
  /** Windows that the worker has and has not answered. */
  #posted = 0;
  #closed = false;

  open(): VadStream {
    this.#start();
    const id = this.#nextStream;
    this.#nextStream += 1;
    return new SileroStream({
      judge: (samples, endSample) => this.#judge(id, samples, endSample),
      forget: () => {
        this.#forget(id);
      },
      drop: () => {
        this.#drop(id);
      },
    });
  }

  async ready(): Promise<void> {
    this.#start();
    this.#hold(1);
    try {
      await this.#loading?.promise;
    } finally {
      this.#settle(1);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#outStreams.length = 0;
    for (const id of [...this.#pending.keys()]) this.#drop(id);
    const worker = this.#worker;
    this.#worker = null;
    this.#loading?.resolve(true);
    if (!worker) return;
    // Not `terminate`: in the middle of loading or judging that takes the whole process with it.
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage({ type: 'close' } satisfies ToWorker);
    await ended;
  }

  #judge(id: number, samples: Int16Array, endSample: number): Promise<VadWindow | null> {
    if (this.#closed) return Promise.resolve(null);
    const answer = deferred<VadWindow | null>();
    const queue = this.#pending.get(id) ?? [];
    queue.push({ endSample, answer });
    this.#pending.set(id, queue);
    this.#hold(1);
    // While the worker is at it, windows gather for its next batch: many calls must not wake it for each.
    if (this.#outStreams.length === 0 && this.#posted === 0) {
      queueMicrotask(() => {
        this.#post();
      });
    }
    const at = this.#outStreams.length * WINDOW_SAMPLES;
    if (at === this.#outSamples.length) {
      const larger = new Int16Array(2 * at);
      larger.set(this.#outSamples);
      this.#outSamples = larger;
    }
    this.#outSamples.set(samples, at);
    this.#outStreams.push(id);
    return answer.promise;
  }

  #post(): void {
    const count = this.#outStreams.length;
    if (count === 0) return;
    const streams = Uint32Array.from(this.#outStreams);
    const samples = this.#outSamples.slice(0, count * WINDOW_SAMPLES);
    this.#outStreams.length = 0;
    const worker = this.#start();
    this.#posted += count;
    worker?.postMessage({ type: 'windows', streams, samples } satisfies ToWorker, [
      streams.buffer,
      samples.buffer,
    ]);
  }

  #forget(id: number): void {
    this.#post();
    this.#worker?.postMessage({ type: 'forget', stream: id } satisfies ToWorker);
  }

  /** The stream is closed: nobody waits for its answers any more. */
  #drop(id: number): void {
    this.#post();
    const queue = this.#pending.get(id) ?? [];
    this.#pending.delete(id);
    this.#settle(queue.length);
    for (const window of queue) window.answer.resolve(null);
    this.#worker?.postMessage({ type: 'forget', stream: id } satisfies ToWorker);
  }

  #start(): Worker | null {
    if (this.#worker || this.#closed) return this.#worker;
    // The flags of our own process are not the worker's.
    const worker = new Worker(siblingUrl(import.meta.url, 'silero-worker'), { execArgv: [] });
    const loading = deferred<true>();
    // Whoever awaits `ready` or a push is told; nobody has to.
    loading.promise.catch(() => undefined);
    this.#worker = worker;
    this.#loading = loading;
    let reason = 'its worker ended';
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'ready') loading.resolve(true);
      else if (message.type === 'failed') reason = message.message;
      else this.#answer(message.streams, message.probabilities);
    });
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      this.#crashed(worker, loading.reject, reason);
    });
    if (this.#waiting === 0) worker.unref();
    return worker;
  }

  #answer(streams: Uint32Array, probabilities: Float32Array): void {
    this.#posted -= streams.length;
    if (this.#posted === 0) this.#post();
    streams.forEach((id, index) => {
      const window = this.#pending.get(id)?.shift();
      // An answer to a stream that was closed meanwhile.
      if (!window) return;
      this.#settle(1);
      window.answer.resolve({ probability: probabilities[index] ?? 0, endSample: window.endSample });
    });
  }

  /** While anybody waits the worker keeps the process alive. */
  #hold(count: number): void {
    this.#waiting += count;
    this.#worker?.ref();
  }

  #settle(count: number): void {
    this.#waiting -= count;
    if (this.#waiting === 0) this.#worker?.unref();
  }

  #crashed(worker: Worker, rejectLoading: (error: ProviderError) => void, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const error = new ProviderError(
      'provider-failed',
      `Silero voice detection stopped (${reason}). It starts again with the next audio.`,
      { retryable: true },
    );
    rejectLoading(error);
    const pending = [...this.#pending.values()].flat();
    this.#pending.clear();
    this.#outStreams.length = 0;
    this.#posted = 0;
    this.#settle(pending.length);
    for (const window of pending) window.answer.reject(error);
  }
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: ProviderError) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

interface StreamPort {
  /** Copies the samples at once. */
  judge(samples: Int16Array, endSample: number): Promise<VadWindow | null>;
  forget(): void;
  drop(): void;
}

/** Makes windows of 512 samples of what is pushed. */
class SileroStream implements VadStream {
  readonly #port: StreamPort;
  /** Copied by whoever judges it. */
  readonly #window = new Int16Array(WINDOW_SAMPLES);
  #filled = 0;
  #sampleCount = 0;
  #closed = false;

  constructor(port: StreamPort) {
    this.#port = port;
  }

  async push(frame: Int16Array): Promise<VadWindow[]> {
    if (this.#closed) return [];
    const answers: Promise<VadWindow | null>[] = [];
    for (let at = 0; at < frame.length;) {
      const take = Math.min(frame.length - at, WINDOW_SAMPLES - this.#filled);
      this.#window.set(frame.subarray(at, at + take), this.#filled);
      this.#filled += take;
      this.#sampleCount += take;
      at += take;
      if (this.#filled < WINDOW_SAMPLES) continue;
      answers.push(this.#port.judge(this.#window, this.#sampleCount));
      this.#filled = 0;
    }
    if (answers.length === 0) return [];
    const windows = await Promise.all(answers);
    return windows.filter((window) => window !== null);
  }

  reset(): void {
    if (!this.#closed) this.#port.forget();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#port.drop();
  }
}
