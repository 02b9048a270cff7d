/**
 * Streams on a bounded number of decoders. A stream holds a decoder from `begin` to `finish`; when all are taken, whole
 * utterances wait for the next free one in the order in which they began (decoding is several times faster than speech, so
 * a wait is short), and what they are sent meanwhile is kept.
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { concatenateSamples } from '../../audio/frames.ts';
import type { Overlap, SttHints } from '../spec/stt.ts';
import { CallerVoice } from './caller-voice.ts';
import { OverlapEar } from './overlap-ear.ts';
import { isOverlapKey, type PreparedGrammar, type Recogniser, type UtteranceDecoder } from './recogniser.ts';
import { transcriptOf } from './transcript.ts';

/** At about 2.5 MB each; more callers than this speak at the same moment only on machines that have the memory too. */
const MAX_DECODERS = 48;
/** How loud a caller is, their first utterance tells in its first 0.9 s (0.3 s of it before the voice). */
const FIRST_VOICE_SAMPLES = 0.9 * SAMPLE_RATE_HZ;
/** Of a long speech this much tells enough about the voice. */
const MAX_KEPT_SAMPLES = 4 * SAMPLE_RATE_HZ;

const NO_HINTS: SttHints = { functions: [], variables: [] };

interface StreamState {
  grammar: PreparedGrammar;
  decoder: UtteranceDecoder | null;
  /** Hears the beginning of an utterance over the agent's speech a second time. */
  overlapEar: OverlapEar | null;
  /** What it heard last; null where it is none. */
  overlap: Overlap | null;
  voice: CallerVoice;
  /** The beginning of this utterance. */
  heard: Int16Array[];
  heardSamples: number;
  /** The decoder has begun: the mean is known. */
  begun: boolean;
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
      overlapEar: null,
      overlap: null,
      voice: new CallerVoice(),
      heard: [],
      heardSamples: 0,
      begun: false,
      tail: this.#warm().catch(() => undefined),
    });
  }

  /** Compiled at once, and loaded into a decoder that has nothing else to do, so that `begin` finds it ready. */
  setHints(stream: number, key: string, hints: SttHints): Promise<void> {
    return this.#inOrder(stream, (state) => {
      state.grammar = this.#recogniser.prepare(key, hints);
      const free = this.#idle[this.#idleFor(state.grammar)];
      if (free) this.#load(free, state.grammar);
    });
  }

  /** `listening`: words of a listener, while the agent speaks; else null. */
  begin(stream: number, listening: readonly string[] | null): Promise<void> {
    return this.#inOrder(stream, async (state) => {
      state.heard = [];
      state.heardSamples = 0;
      state.begun = false;
      state.decoder?.cancel();
      this.#endOverlap(state);
      state.overlap = null;
      state.decoder ??= await this.#take(state.grammar);
      this.#load(state.decoder, state.grammar);
      if (state.voice.known) this.#start(state);
      if (listening) await this.#beginOverlap(state, listening);
    });
  }

  /** The text so far, null when nothing fits. */
  accept(stream: number, samples: Int16Array): Promise<{ text: string | null; overlap: Overlap | null }> {
    return this.#inOrder(stream, (state) => {
      const text = this.#hear(state, samples);
      if (state.overlapEar) state.overlap = state.overlapEar.hear(samples);
      if (state.overlapEar?.done === true) this.#endOverlap(state);
      return { text: text === '' ? null : transcriptOf(text), overlap: state.overlap };
    });
  }

  finish(stream: number, rest: Int16Array): Promise<string | null> {
    return this.#inOrder(stream, (state) => {
      if (rest.length > 0) this.#hear(state, rest);
      if (!state.begun) this.#startOnOwnVoice(state);
      const text = state.decoder?.finish() ?? null;
      // Only what was understood is certainly the caller; after anything else the next utterance speaks for itself.
      if (text === null) state.voice = new CallerVoice();
      else if (state.decoder) state.voice.hear(state.decoder.spectrum(concatenateSamples(state.heard)));
      this.#release(state);
      this.#endOverlap(state);
      state.heard = [];
      return text === null ? null : transcriptOf(text);
    });
  }

  cancel(stream: number): Promise<void> {
    return this.#inOrder(stream, (state) => {
      state.decoder?.cancel();
      this.#release(state);
      this.#endOverlap(state);
      state.heard = [];
    });
  }

  async close(stream: number): Promise<void> {
    await this.cancel(stream);
    this.#streams.delete(stream);
  }

  /** Only where a decoder is free or can be made: nobody waits for this. */
  async #beginOverlap(state: StreamState, listening: readonly string[]): Promise<void> {
    if (this.#idle.length === 0 && this.#decoders >= this.#maxDecoders) return;
    const grammar = this.#recogniser.prepareOverlap(listening);
    const decoder = await this.#take(grammar);
    try {
      decoder.load(grammar);
    } catch {
      this.#give(decoder);
      return;
    }
    state.overlapEar = new OverlapEar(decoder);
    state.overlap = { kind: 'unknown', text: '' };
  }

  #endOverlap(state: StreamState): void {
    const decoder = state.overlapEar?.end();
    state.overlapEar = null;
    if (decoder) this.#give(decoder);
  }

  #hear(state: StreamState, samples: Int16Array): string {
    if (state.heardSamples < MAX_KEPT_SAMPLES) state.heard.push(samples);
    state.heardSamples += samples.length;
    if (state.begun) return state.decoder?.accept(samples) ?? '';
    return state.heardSamples < FIRST_VOICE_SAMPLES ? '' : this.#startOnOwnVoice(state);
  }

  #startOnOwnVoice(state: StreamState): string {
    const own = concatenateSamples(state.heard);
    if (own.length === 0 || !state.decoder) return '';
    state.voice.hear(state.decoder.spectrum(own));
    this.#start(state);
    return state.decoder.accept(own);
  }

  #start(state: StreamState): void {
    state.decoder?.begin(state.voice);
    state.begun = true;
  }

  /** A grammar that cannot be loaded leaves what every node understands: yes, no and small talk. */
  #load(decoder: UtteranceDecoder, grammar: PreparedGrammar): void {
    try {
      decoder.load(grammar);
    } catch {
      decoder.load(this.#recogniser.prepare('', NO_HINTS));
    }
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
    this.#give(await this.#create());
  }

  async #take(grammar: PreparedGrammar): Promise<UtteranceDecoder> {
    const [free] = this.#idle.splice(this.#idleFor(grammar), 1);
    if (free) return free;
    if (this.#decoders < this.#maxDecoders) return this.#create();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** One that has it loaded already, else one whose grammar is not everybody's. */
  #idleFor({ key }: PreparedGrammar): number {
    const loaded = this.#idle.findIndex(({ grammarKey }) => grammarKey === key);
    if (loaded >= 0) return loaded;
    return Math.max(
      0,
      this.#idle.findIndex(({ grammarKey }) => !isOverlapKey(grammarKey)),
    );
  }

  async #create(): Promise<UtteranceDecoder> {
    this.#decoders += 1;
    try {
      return await this.#recogniser.createDecoder();
    } catch (thrown) {
      this.#decoders -= 1;
      throw thrown;
    }
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
