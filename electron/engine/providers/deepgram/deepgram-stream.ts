/**
 * One caller's recogniser: the utterances that are under way on its connection. Several may be: a caller who goes on
 * before the last transcript has come.
 *
 *   utterance  open ──finish──► finishing ──answer to Finalize, or all of it final──► told
 *               └──cancel──► cancelled (until its last words are out of the next one's way)
 */
import { SAMPLES_PER_MS } from '../../audio/frame.ts';
import type { SttFinal, SttHints, SttPartial, SttStream } from '../spec/stt.ts';
import { hintTermsOf } from '../wire/hint-terms.ts';
import { VendorError } from '../wire/vendor-error.ts';
import { ListenConnection, type ListenConnectionOptions } from './listen-connection.ts';
import { finalizeMessage, VENDOR, type DeepgramResult } from './protocol.ts';
import { Utterance } from './utterance.ts';

export interface DeepgramStreamOptions extends ListenConnectionOptions {
  /** From `finish` to the transcript. */
  finalTimeoutMs: number;
  /** From a Finalize that the vendor need not answer to doing without an answer. */
  finalizeGraceMs: number;
}

/** So many failures to connect in a row, and whoever waits for a transcript is told. */
const REFUSALS_BEFORE_GIVING_UP = 2;
/** The answer to a Finalize ends this close before the utterance does, or it is about an earlier one. */
const FINALIZE_TOLERANCE_SAMPLES = 300 * SAMPLES_PER_MS;
/** An answer about less than this is about the end of the utterance before. */
const BOUNDARY_SAMPLES = 10 * SAMPLES_PER_MS;

const nothing: SttFinal = { text: '', understood: false, audioSeconds: 0 };

interface Pending {
  utterance: Utterance;
  state: 'open' | 'finishing' | 'cancelled';
  settle: { resolve: (final: SttFinal) => void; reject: (error: Error) => void } | null;
  timers: NodeJS.Timeout[];
}

export class DeepgramStream implements SttStream {
  readonly #options: DeepgramStreamOptions;
  readonly #connection: ListenConnection;
  /** In the order of their sound; the last may be open. */
  #pending: Pending[] = [];
  #hints: SttHints = { functions: [], variables: [] };
  #listener: ((partial: SttPartial) => void) | null = null;
  #toldText = '';
  #toldFatal = false;

  constructor(options: DeepgramStreamOptions) {
    this.#options = options;
    this.#connection = new ListenConnection(options, {
      opened: () => {
        this.#sayAgain();
      },
      result: (result) => {
        this.#take(result);
      },
      failing: (error, refusals) => {
        if (!error.retryable || refusals >= REFUSALS_BEFORE_GIVING_UP) this.#failWaiting(error);
      },
    });
  }

  setHints(hints: SttHints): void {
    this.#hints = hints;
  }

  onPartial(listener: (partial: SttPartial) => void): void {
    this.#listener = listener;
  }

  begin(): void {
    this.cancel();
    this.#toldText = '';
    this.#toldFatal = false;
    this.#connection.hurry();
    this.#connection.listenFor(hintTermsOf(this.#hints));
    const pending: Pending = { utterance: new Utterance(), state: 'open', settle: null, timers: [] };
    pending.utterance.moveTo(this.#connection.samplesSent);
    this.#pending.push(pending);
  }

  push(samples: Int16Array): Promise<SttPartial | null> {
    const open = this.#open;
    if (!open) return Promise.resolve(null);
    open.utterance.push(samples);
    const { fatal } = this.#connection;
    if (fatal && !this.#toldFatal) {
      this.#toldFatal = true;
      return Promise.reject(fatal);
    }
    this.#connection.sendAudio(samples);
    return Promise.resolve(this.#listener ? null : this.#newPartial(open.utterance));
  }

  finish(): Promise<SttFinal> {
    const open = this.#open;
    if (!open) return Promise.resolve(nothing);
    open.state = 'finishing';
    return new Promise((resolve, reject) => {
      open.settle = { resolve, reject };
      const { fatal } = this.#connection;
      if (fatal) {
        this.#settle(open, fatal);
        return;
      }
      const { finalTimeoutMs } = this.#options;
      this.#after(open, finalTimeoutMs, () => {
        const error = new VendorError('timeout', `${VENDOR} gave no transcript within ${finalTimeoutMs} ms.`);
        this.#settle(open, error);
        this.#connection.fail(error);
      });
      this.#finalize(open);
    });
  }

  cancel(): void {
    const open = this.#open;
    if (!open) return;
    open.state = 'cancelled';
    if (open.utterance.samples > 0 && this.#connection.isOpen) this.#connection.send(finalizeMessage);
    else this.#drop(open);
  }

  close(): void {
    this.#connection.close();
    for (const pending of this.#pending) this.#settle(pending, nothing);
  }

  get #open(): Pending | undefined {
    const last = this.#pending.at(-1);
    return last?.state === 'open' ? last : undefined;
  }

  /** On a new connection: all that has not become final on the old one. */
  #sayAgain(): void {
    for (const pending of this.#pending) {
      if (pending.state === 'cancelled') {
        this.#drop(pending);
        continue;
      }
      const sound = pending.utterance.moveTo(this.#connection.samplesSent);
      for (const piece of sound) this.#connection.sendAudio(piece);
      if (pending.state === 'finishing') this.#finalize(pending);
    }
  }

  #take(result: DeepgramResult): void {
    const startSample = Math.round(result.start * 1000 * SAMPLES_PER_MS);
    const endSample = Math.round((result.start + result.duration) * 1000 * SAMPLES_PER_MS);
    const middleSample = (startSample + endSample) / 2;
    const index = this.#pending.findIndex(({ utterance }) => middleSample <= utterance.endSample);
    const pending = this.#pending[index];
    if (!pending || endSample < pending.utterance.baseSample + BOUNDARY_SAMPLES) return;
    // The vendor goes in order: it is done with those before.
    for (const earlier of this.#pending.slice(0, index)) this.#settle(earlier, earlier.utterance.final());
    const { utterance } = pending;
    utterance.take(result);
    if (pending.state === 'open') {
      const partial = this.#listener ? this.#newPartial(utterance) : null;
      if (partial) this.#listener?.(partial);
      return;
    }
    const answers = result.fromFinalize && endSample >= utterance.endSample - FINALIZE_TOLERANCE_SAMPLES;
    if (answers || utterance.isCovered) this.#settle(pending, utterance.final());
    else if (result.isFinal) this.#doWithoutAnswer(pending);
  }

  #newPartial(utterance: Utterance): SttPartial | null {
    const { text } = utterance;
    if (text === this.#toldText) return null;
    this.#toldText = text;
    return { text };
  }

  #finalize(pending: Pending): void {
    const { utterance } = pending;
    if (utterance.isCovered) {
      this.#settle(pending, utterance.final());
      return;
    }
    if (!this.#connection.isOpen) return;
    this.#connection.send(finalizeMessage);
    this.#doWithoutAnswer(pending);
  }

  /** With hardly any sound left to process, the vendor may keep silent on a Finalize. */
  #doWithoutAnswer(pending: Pending): void {
    if (pending.state !== 'finishing' || pending.utterance.waitsNoticeably) return;
    this.#after(pending, this.#options.finalizeGraceMs, () => {
      this.#settle(pending, pending.utterance.final());
    });
  }

  #failWaiting(error: VendorError): void {
    for (const pending of this.#pending) {
      if (pending.state === 'finishing') this.#settle(pending, error);
    }
  }

  #after(pending: Pending, delayMs: number, task: () => void): void {
    pending.timers.push(setTimeout(task, delayMs));
  }

  #settle(pending: Pending, outcome: SttFinal | VendorError): void {
    this.#drop(pending);
    if (outcome instanceof VendorError) pending.settle?.reject(outcome);
    else pending.settle?.resolve(outcome);
    pending.settle = null;
    if (this.#pending.length === 0) this.#connection.rest();
  }

  #drop(pending: Pending): void {
    for (const timer of pending.timers) clearTimeout(timer);
    this.#pending = this.#pending.filter((other) => other !== pending);
  }
}
