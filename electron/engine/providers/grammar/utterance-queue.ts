/**
 * Streams on a bounded number of decoders. A stream holds a decoder from `begin` to `finish`; when all are taken, whole
 * utterances wait for the next free one in the order in which they began (decoding is several times faster than speech, so
 * a wait is short), and what they are sent meanwhile is kept.
 */
import type { SttHints } from '../spec/stt.ts';
import type { PreparedGrammar, Recogniser, UtteranceDecoder } from './recogniser.ts';
import { transcriptOf } from './transcript.ts';

/** At about 2.5 MB each; more callers than this speak at the same moment only on machines that have the memory too. */
const MAX_DECODERS = 48;

const NO_HINTS: SttHints = { functions: [], variables: [] };

interface StreamState {
  grammar: PreparedGrammar;
  decoder: UtteranceDecoder | null;
  /** Work on this stream is done in order, one piece after the other. */
  tail: Promise<unknown>;
}

export class UtteranceQueue {
  readonly #recogniser: Recogniser;
  readonly #streams = new Map<number, StreamState>();
  readonly #idle: UtteranceDecoder[] = [];
  readonly #waiting: ((decoder: UtteranceDecoder) => void)[] = [];
  readonly #maxDecoders: number;
  #decoders = 0;

  constructor(recogniser: Recogniser, maxDecoders: number = MAX_DECODERS) {
    this.#recogniser = recogniser;
    this.#maxDecoders = maxDecoders;
  }

  open(stream: number): void {
    this.#streams.set(stream, {
      grammar: this.#recogniser.prepare('', NO_HINTS),
      decoder: null,
      tail: this.#warm(),
    });
  }

  /** Compiled at once, and loaded into a decoder that has nothing else to do, so that `begin` finds it ready. */
  setHints(stream: number, key: string, hints: SttHints): Promise<void> {
    return this.#inOrder(stream, (state) => {
      state.grammar = this.#recogniser.prepare(key, hints);
      const ready = this.#idle.some((decoder) => decoder.grammarKey === state.grammar.key);
      if (!ready) this.#idle[0]?.load(state.grammar);
    });
  }

  begin(stream: number): Promise<void> {
    return this.#inOrder(stream, async (state) => {
      state.decoder ??= await this.#take(state.grammar);
      state.decoder.load(state.grammar);
      state.decoder.begin();
    });
  }

  /** The text so far, null when nothing fits. */
  accept(stream: number, samples: Int16Array): Promise<string | null> {
    return this.#inOrder(stream, (state) => {
      const text = state.decoder?.accept(samples) ?? '';
      return text === '' ? null : transcriptOf(text);
    });
  }

  finish(stream: number, rest: Int16Array): Promise<string | null> {
    return this.#inOrder(stream, (state) => {
      if (rest.length > 0) state.decoder?.accept(rest);
      const text = state.decoder?.finish() ?? null;
      this.#release(state);
      return text === null ? null : transcriptOf(text);
    });
  }

  cancel(stream: number): Promise<void> {
    return this.#inOrder(stream, (state) => {
      state.decoder?.cancel();
      this.#release(state);
    });
  }

  async close(stream: number): Promise<void> {
    await this.cancel(stream);
    this.#streams.delete(stream);
  }

  async #inOrder<T>(stream: number, work: (state: StreamState) => T | Promise<T>): Promise<T> {
    const state = this.#streams.get(stream);
    if (!state) throw new Error('The stream is closed.');
    const done = state.tail.then(() => work(state));
    state.tail = done.catch(() => undefined);
    return done;
  }

  /** A decoder for the next caller to speak, made while the call is being set up. */
  async #warm(): Promise<void> {
    if (this.#idle.length > 0 || this.#decoders >= this.#maxDecoders) return;
    this.#decoders += 1;
    this.#give(await this.#recogniser.createDecoder());
  }

  async #take(grammar: PreparedGrammar): Promise<UtteranceDecoder> {
    const loaded = this.#idle.findIndex((decoder) => decoder.grammarKey === grammar.key);
    const free = this.#idle.splice(Math.max(0, loaded), 1)[0];
    if (free) return free;
    if (this.#decoders < this.#maxDecoders) {
      this.#decoders += 1;
      return this.#recogniser.createDecoder();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(state: StreamState): void {
    const decoder = state.decoder;
    state.decoder = null;
    if (decoder) this.#give(decoder);
  }

  #give(decoder: UtteranceDecoder): void {
    const next = this.#waiting.shift();
    if (next) next(decoder);
    else this.#idle.push(decoder);
  }
}
