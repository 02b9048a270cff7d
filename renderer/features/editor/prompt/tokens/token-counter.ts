/** Counts tokens beside the page: a long text is counted while the person types on. */
import type { CountAnswer, CountRequest } from './answer-counts.ts';
import Cl100kWorker from './cl100k-worker.ts?worker';
import type { Encoding } from './encoding.ts';
import O200kWorker from './o200k-worker.ts?worker';

/** Texts without a space in them take long to count: they are guessed after this time, ms. */
const patienceMs = 3000;
/** Longest text that is counted at all, UTF-16 units; what models read is shorter. */
const longestCounted = 2_000_000;
/** English prose has about so many characters to a token. */
const charactersPerToken = 4;

export interface TokenCount {
  tokens: number;
  /** Guessed from the length. */
  isGuess: boolean;
}

class Counter {
  readonly #start: () => Worker;
  #worker: Worker | null = null;
  #asked = 0;
  readonly #waiting = new Map<number, (tokens: number | null) => void>();

  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** Null when it takes too long. */
  count(text: string): Promise<number | null> {
    this.#asked += 1;
    const id = this.#asked;
    const worker = (this.#worker ??= this.#open());
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#giveUp();
      }, patienceMs);
      this.#waiting.set(id, (tokens) => {
        clearTimeout(timer);
        resolve(tokens);
      });
      worker.postMessage({ id, text } satisfies CountRequest);
    });
  }

  #open(): Worker {
    const worker = this.#start();
    worker.onmessage = ({ data }: MessageEvent<CountAnswer>) => {
      this.#waiting.get(data.id)?.(data.tokens);
      this.#waiting.delete(data.id);
    };
    worker.onerror = () => {
      this.#giveUp();
    };
    return worker;
  }

  #giveUp(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const tell of this.#waiting.values()) tell(null);
    this.#waiting.clear();
  }
}

const counters: Record<Encoding, Counter> = {
  o200k_base: new Counter(() => new O200kWorker()),
  cl100k_base: new Counter(() => new Cl100kWorker()),
};

/** Never rejects. */
export async function countTokens(text: string, encoding: Encoding): Promise<TokenCount> {
  if (text === '') return { tokens: 0, isGuess: false };
  const counted = text.length > longestCounted ? null : await counters[encoding].count(text);
  return counted === null
    ? { tokens: Math.ceil(text.length / charactersPerToken), isGuess: true }
    : { tokens: counted, isGuess: false };
}
