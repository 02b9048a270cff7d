/**
 * Recognisers as one. The sound of an utterance is kept until it is understood, so that the next recogniser hears
 * from the beginning what the one before failed on.
 */
import type { SpeechToText, SttFinal, SttHints, SttPartial, SttStream } from '../spec/stt.ts';
import { toStudioError, type StudioError } from '../../base/errors.ts';
import { SAMPLES_PER_MS } from '../../audio/frame.ts';
import { KeptUtterance } from './kept-utterance.ts';
import { within } from './deadlines.ts';
import { linkName, type ChainLink, type ChainOptions } from './link.ts';
import { ChainWalk } from './walk.ts';

export interface RecogniserDeadlines {
  /** From the end of the utterance to its transcript, ms. */
  finalMs: number;
}

/** Three times the slowest p95 that we know of (reference/field-numbers.md: 1345 ms), less a little. */
export const recogniserDeadlines: RecogniserDeadlines = { finalMs: 3000 };

export type RecogniserLink = ChainLink<SpeechToText, RecogniserDeadlines>;

export interface RecogniserChainOptions extends ChainOptions {
  /** Seconds of sound that a provider gave a transcript for. */
  onRecognised?: (provider: SpeechToText, seconds: number) => void;
}

/**
 * One recogniser that tries each in turn. Its name is the first one's.
 *
 * @throws ConfigError when there is no link
 */
export function chainOfRecognisers(
  links: readonly RecogniserLink[],
  options: RecogniserChainOptions,
): SpeechToText {
  const { provider, model } = new ChainWalk('stt', links, options).first.provider;
  return { provider, model, open: () => new ChainedStream(new ChainWalk('stt', links, options), options) };
}

/** A link with its stream for this call. */
interface Ear {
  link: RecogniserLink;
  stream: SttStream;
}

class ChainedStream implements SttStream {
  readonly #walk: ChainWalk<SpeechToText, RecogniserDeadlines>;
  readonly #options: RecogniserChainOptions;
  readonly #kept: KeptUtterance;
  readonly #closed: Promise<{ givenUp: true }>;
  #tellClosed: () => void = () => undefined;
  #over = false;
  /** Who listens; null once everybody has failed on this utterance. */
  #ear: Ear | null;
  /** Who has failed on this utterance. */
  readonly #failed = new Set<RecogniserLink>();
  #error: StudioError | null = null;
  #hints: SttHints = { functions: [], variables: [] };
  #onPartial: ((partial: SttPartial) => void) | null = null;

  constructor(walk: ChainWalk<SpeechToText, RecogniserDeadlines>, options: RecogniserChainOptions) {
    this.#walk = walk;
    this.#options = options;
    this.#kept = new KeptUtterance(walk.links.length > 1);
    this.#closed = new Promise((resolve) => {
      this.#tellClosed = () => {
        resolve({ givenUp: true });
      };
    });
    // Opened at once, so that it is connected, or loaded, when the caller begins to speak.
    this.#ear = this.#listenWith(walk.order()[0]);
  }

  setHints(hints: SttHints): void {
    this.#hints = hints;
  }

  onPartial(listener: (partial: SttPartial) => void): void {
    this.#onPartial = listener;
  }

  begin(): void {
    this.#kept.begin();
    this.#failed.clear();
    this.#error = null;
    const [link] = this.#walk.order();
    if (this.#ear?.link !== link) {
      this.#ear?.stream.close();
      this.#ear = this.#listenWith(link);
    }
    this.#ear?.stream.setHints(this.#hints);
    this.#ear?.stream.begin();
  }

  async push(samples: Int16Array): Promise<SttPartial | null> {
    this.#kept.push(samples);
    const ear = this.#ear;
    if (!ear) return null;
    try {
      return await ear.stream.push(samples);
    } catch (thrown) {
      // Several pushes may be under way: the first that fails hands over.
      this.#handOver(ear, thrown);
      return null;
    }
  }

  /** @throws StudioError of the last recogniser when none has understood */
  async finish(): Promise<SttFinal> {
    const utterance = this.#kept.take();
    const hints = this.#hints;
    const failed = new Set(this.#failed);
    let ear = this.#ear;
    let isFirst = true;
    let last = this.#error;
    while (ear && !this.#over) {
      const { link, stream } = ear;
      try {
        const replayMs = isFirst ? 0 : utterance.samples / SAMPLES_PER_MS;
        const final = await this.#finalOf(ear, replayMs);
        if ('givenUp' in final) break;
        this.#walk.answered(link);
        this.#options.onRecognised?.(link.provider, final.value.audioSeconds);
        if (!isFirst) this.#keepFor(ear);
        return final.value;
      } catch (thrown) {
        failed.add(link);
        const next = this.#nextAfter(failed);
        last = this.#walk.failed(link, thrown, next);
        if (this.#ear === ear) this.#ear = null;
        stream.close();
        isFirst = false;
        ear = this.#listenWith(next);
        if (ear) replay(ear.stream, hints, utterance.chunks);
      }
    }
    if (this.#over) {
      if (!isFirst) ear?.stream.close();
      return { text: '', understood: false, audioSeconds: 0 };
    }
    throw last ?? toStudioError(new Error('No recogniser is listening.'));
  }

  cancel(): void {
    this.#kept.begin();
    this.#ear?.stream.cancel();
  }

  close(): void {
    this.#over = true;
    this.#ear?.stream.close();
    this.#ear = null;
    this.#tellClosed();
  }

  /** The one that listens has failed in the middle of an utterance: the next hears it from the beginning. */
  #handOver(from: Ear, thrown: unknown): void {
    if (this.#ear !== from || this.#over) return;
    this.#failed.add(from.link);
    const next = this.#nextAfter(this.#failed);
    this.#error = this.#walk.failed(from.link, thrown, next);
    from.stream.close();
    this.#ear = this.#listenWith(next);
    if (this.#ear) replay(this.#ear.stream, this.#hints, this.#kept.chunks);
  }

  #nextAfter(failed: ReadonlySet<RecogniserLink>): RecogniserLink | undefined {
    return this.#options.circuits.inOrder(this.#walk.links).find((link) => !failed.has(link));
  }

  #listenWith(link: RecogniserLink | undefined): Ear | null {
    if (!link) return null;
    const stream = link.provider.open();
    stream.onPartial?.((partial) => {
      if (this.#ear?.stream === stream) this.#onPartial?.(partial);
    });
    return { link, stream };
  }

  /** A stream that has just proved itself is kept for what the caller says next. */
  #keepFor(ear: Ear): void {
    if (this.#ear === null && !this.#over) this.#ear = ear;
    else ear.stream.close();
  }

  #finalOf({ link, stream }: Ear, replayMs: number): Promise<{ value: SttFinal } | { givenUp: true }> {
    // One that has to hear it all again is given half its length on top.
    const waitMs = link.deadlines === null ? null : link.deadlines.finalMs + replayMs / 2;
    const waiting = { clock: this.#options.clock, name: linkName(link) };
    return within(stream.finish(), waitMs, waiting, this.#closed);
  }
}

function replay(stream: SttStream, hints: SttHints, chunks: readonly Int16Array[]): void {
  stream.setHints(hints);
  stream.begin();
  for (const chunk of chunks) {
    // What goes wrong here is told again by `finish`.
    stream.push(chunk).catch(() => undefined);
  }
}
