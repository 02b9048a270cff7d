/** The adapter: streams of frames in, chunks to the worker, transcripts back. */
import { Worker } from 'node:worker_threads';
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { ProviderError } from '../../base/errors.ts';
import { siblingUrl } from '../../base/sibling.ts';
import type { Overlap, SpeechToText, SttFinal, SttHints, SttPartial, SttStream } from '../spec/stt.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** Audio goes to the decoder in pieces of 100 ms; a partial belongs to the push that completed its piece. */
const CHUNK_SAMPLES = SAMPLE_RATE_HZ / 10;

interface Heard {
  /** Null for nothing. */
  text: string | null;
  overlap: Overlap | null;
}

/** Starts its worker with the first stream and shares it between all calls. */
export function createGrammarStt(): SpeechToText & { close(): Promise<void> } {
  const recogniser = new RecogniserThread();
  return {
    provider: 'grammar',
    model: 'soundswallower-en-us',
    open: () => new GrammarStream(recogniser),
    close: () => recogniser.close(),
  };
}

class RecogniserThread {
  #worker: Worker | null = null;
  #streams = 0;
  #requests = 0;
  readonly #pending = new Map<number, { resolve: (heard: Heard) => void; reject: (error: Error) => void }>();

  nextStream(): number {
    this.#streams += 1;
    return this.#streams;
  }

  post(message: ToWorker): void {
    this.#start().postMessage(message, 'samples' in message ? [message.samples.buffer as ArrayBuffer] : []);
  }

  ask(kind: 'audio' | 'finish', stream: number, samples: Int16Array): Promise<Heard> {
    this.#requests += 1;
    const request = this.#requests;
    return new Promise((resolve, reject) => {
      this.#pending.set(request, { resolve, reject });
      this.post({ kind, stream, request, samples });
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
    this.#failAll('The grammar recogniser was closed.');
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(siblingUrl(import.meta.url, 'grammar-worker'));
    worker.unref();
    worker.on('message', (message: FromWorker) => {
      const waiting = this.#pending.get(message.request);
      this.#pending.delete(message.request);
      if (message.kind === 'reply') waiting?.resolve(message);
      else waiting?.reject(failure(message.message));
    });
    worker.on('error', (error: unknown) => {
      if (this.#worker === worker) this.#worker = null;
      this.#failAll(error instanceof Error ? error.message : String(error));
    });
    this.#worker = worker;
    return worker;
  }

  #failAll(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(failure(reason));
    this.#pending.clear();
  }
}

function failure(reason: string): ProviderError {
  return new ProviderError('provider-failed', `The built-in speech recogniser stopped: ${reason}`, {
    retryable: true,
  });
}

class GrammarStream implements SttStream {
  readonly #recogniser: RecogniserThread;
  readonly #stream: number;
  #hintsKey: string | null = null;
  #chunk = new Int16Array(CHUNK_SAMPLES);
  #filled = 0;
  #samples = 0;
  #listening: readonly string[] | null = null;
  #lastPartial: SttPartial = { text: '' };
  #active = false;

  constructor(recogniser: RecogniserThread) {
    this.#recogniser = recogniser;
    this.#stream = recogniser.nextStream();
    recogniser.post({ kind: 'open', stream: this.#stream });
  }

  setHints(hints: SttHints): void {
    const { listening, ...expected } = hints;
    this.#listening = listening ?? null;
    const key = JSON.stringify(expected);
    if (key === this.#hintsKey) return;
    this.#hintsKey = key;
    this.#recogniser.post({ kind: 'hints', stream: this.#stream, key, hints: expected });
  }

  begin(): void {
    this.#filled = 0;
    this.#samples = 0;
    this.#lastPartial = { text: '' };
    this.#active = true;
    this.#recogniser.post({ kind: 'begin', stream: this.#stream, listening: this.#listening });
  }

  async push(samples: Int16Array): Promise<SttPartial | null> {
    if (!this.#active) return null;
    this.#samples += samples.length;
    const replies: Promise<Heard>[] = [];
    for (let taken = 0; taken < samples.length;) {
      const part = samples.subarray(taken, taken + CHUNK_SAMPLES - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled < CHUNK_SAMPLES) break;
      replies.push(this.#recogniser.ask('audio', this.#stream, this.#chunk));
      this.#chunk = new Int16Array(CHUNK_SAMPLES);
      this.#filled = 0;
    }
    const heard = (await Promise.all(replies)).at(-1);
    return heard ? this.#news(heard) : null;
  }

  /** The partial, where it says more than the last. */
  #news({ text, overlap }: Heard): SttPartial | null {
    const last = this.#lastPartial;
    const partial = { text: text ?? last.text, ...(overlap && { overlap }) };
    const same = overlap?.kind === last.overlap?.kind && overlap?.text === last.overlap?.text;
    if (partial.text === last.text && same) return null;
    this.#lastPartial = partial;
    return partial;
  }

  async finish(): Promise<SttFinal> {
    const audioSeconds = this.#samples / SAMPLE_RATE_HZ;
    if (!this.#active) return { text: '', understood: false, audioSeconds };
    this.#active = false;
    const rest = this.#chunk.slice(0, this.#filled);
    this.#filled = 0;
    const { text } = await this.#recogniser.ask('finish', this.#stream, rest);
    return { text: text ?? '', understood: text !== null, audioSeconds };
  }

  cancel(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#recogniser.post({ kind: 'cancel', stream: this.#stream });
  }

  close(): void {
    this.#active = false;
    this.#recogniser.post({ kind: 'close', stream: this.#stream });
  }
}
