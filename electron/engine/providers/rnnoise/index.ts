/** Noise suppression by RNNoise: one worker for all calls, started by the first that wants it. */
import { Worker } from 'node:worker_threads';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { siblingUrl } from '../../base/sibling.ts';
import type { NoiseSuppression, NoiseSuppressionStream } from '../spec/noise-suppression.ts';
import { DELAY_MS } from './denoiser.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

export type Rnnoise = NoiseSuppression & {
  /** Ends the worker; frames under way come back as they were. The suppressor cannot be used again. */
  close(): Promise<void>;
};

interface Waiting {
  frame: Int16Array;
  answer: (frame: Int16Array) => void;
}

export function createRnnoise(): Rnnoise {
  return new RnnoiseSuppression();
}

class RnnoiseSuppression implements Rnnoise {
  readonly provider = 'rnnoise';
  readonly model = 'rnnoise-0.2';
  readonly delayMs = DELAY_MS;
  #worker: Worker | null = null;
  #nextStream = 1;
  readonly #waiting = new Map<number, Waiting[]>();
  #waitingCount = 0;
  /** Frames of this turn of the event loop; the microtask that the first one queues posts them in one message. */
  #outbox: { stream: number; frame: Int16Array }[] = [];
  /** The worker could not be kept up: sound passes as it is. */
  #failed = false;
  #closed = false;

  open(): NoiseSuppressionStream {
    const stream = this.#nextStream;
    this.#nextStream += 1;
    let isOpen = true;
    return {
      process: (frame) => {
        if (!isOpen || this.#closed || this.#failed) return Promise.resolve(frame);
        return this.#process(stream, frame);
      },
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        this.#release(stream);
        this.#worker?.postMessage({ type: 'forget', stream } satisfies ToWorker);
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const stream of [...this.#waiting.keys()]) this.#release(stream);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #process(stream: number, frame: Int16Array): Promise<Int16Array> {
    if (this.#outbox.length === 0) {
      queueMicrotask(() => {
        this.#post();
      });
    }
    this.#outbox.push({ stream, frame });
    return new Promise((answer) => {
      const queue = this.#waiting.get(stream) ?? [];
      queue.push({ frame, answer });
      this.#waiting.set(stream, queue);
      this.#count(1);
    });
  }

  #post(): void {
    const frames = this.#outbox.filter(({ stream }) => this.#waiting.has(stream));
    this.#outbox = [];
    if (frames.length === 0 || this.#closed) return;
    const samples = new Int16Array(frames.length * FRAME_SAMPLES);
    for (const [index, { frame }] of frames.entries()) samples.set(frame, index * FRAME_SAMPLES);
    const streams = Uint32Array.from(frames, ({ stream }) => stream);
    this.#start().postMessage({ type: 'frames', streams, samples } satisfies ToWorker, [samples.buffer]);
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(siblingUrl(import.meta.url, 'rnnoise-worker'), { execArgv: [] });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'frames') this.#answer(message.streams, message.samples);
    });
    // Told by `exit`, which follows.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#failed = true;
      for (const stream of [...this.#waiting.keys()]) this.#release(stream);
    });
    return worker;
  }

  #answer(streams: Uint32Array, samples: Int16Array): void {
    for (const [index, stream] of streams.entries()) {
      const next = this.#waiting.get(stream)?.shift();
      if (!next) continue;
      this.#count(-1);
      next.answer(samples.slice(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES));
    }
  }

  /** Nobody waits for this stream's frames any more: they are answered as they came. */
  #release(stream: number): void {
    const queue = this.#waiting.get(stream) ?? [];
    this.#waiting.delete(stream);
    this.#count(-queue.length);
    for (const { frame, answer } of queue) answer(frame);
  }

  /** The worker keeps the process alive only while somebody waits for it. */
  #count(change: number): void {
    this.#waitingCount += change;
    if (this.#waitingCount > 0) this.#worker?.ref();
    else this.#worker?.unref();
  }
}
