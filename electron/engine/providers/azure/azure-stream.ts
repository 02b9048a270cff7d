/**
 * One caller's recogniser. Each utterance has a connection of its own, because the vendor gives the last words at once only
 * when the sound ends; the next connection is opened while the caller listens, so that none is waited for.
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import type { SttFinal, SttHints, SttPartial, SttStream, SttWord } from '../spec/stt.ts';
import { hintTermsOf } from '../wire/hint-terms.ts';
import { VendorError } from '../wire/vendor-error.ts';
import { Recognition } from './recognition.ts';
import { VENDOR, type AzureAccount } from './speech-account.ts';
import { loadSpeechSdk, type SpeechSdk } from './speech-sdk.ts';

export interface AzureStreamOptions extends AzureAccount {
  language: string;
  /** From `finish` to the transcript. */
  finalTimeoutMs: number;
}

/** Sound kept for another try: 30 s, 960 kB. */
const KEPT_SAMPLES = 30 * SAMPLE_RATE_HZ;
const nothing: SttFinal = { text: '', understood: false, audioSeconds: 0 };

interface Utterance {
  state: 'open' | 'finishing' | 'over';
  terms: readonly string[];
  /** Null while the library is loading. */
  recognition: Recognition | null;
  kept: Int16Array[];
  keptSamples: number;
  samples: number;
  finals: string[];
  words: SttWord[];
  interim: string;
  triedAgain: boolean;
  error: VendorError | null;
  settle: { resolve: (final: SttFinal) => void; reject: (error: Error) => void } | null;
  deadline: NodeJS.Timeout | null;
}

export class AzureStream implements SttStream {
  readonly #options: AzureStreamOptions;
  #sdk: SpeechSdk | null = null;
  #ready: Recognition | null = null;
  #utterances = new Set<Utterance>();
  #open: Utterance | null = null;
  #hints: SttHints = { functions: [], variables: [] };
  #listener: ((partial: SttPartial) => void) | null = null;
  #toldText = '';
  #toldError = false;
  #closed = false;

  constructor(options: AzureStreamOptions) {
    this.#options = options;
    loadSpeechSdk().then(
      (sdk) => {
        this.#loaded(sdk);
      },
      (thrown: unknown) => {
        const error = new VendorError(
          'vendor-failed',
          `Microsoft's speech library could not be loaded.`,
          thrown,
        );
        for (const utterance of this.#utterances) this.#failed(utterance, error);
      },
    );
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
    this.#toldError = false;
    const utterance: Utterance = {
      state: 'open',
      terms: hintTermsOf(this.#hints),
      recognition: null,
      kept: [],
      keptSamples: 0,
      samples: 0,
      finals: [],
      words: [],
      interim: '',
      triedAgain: false,
      error: null,
      settle: null,
      deadline: null,
    };
    this.#open = utterance;
    this.#utterances.add(utterance);
    this.#recognise(utterance);
  }

  push(samples: Int16Array): Promise<SttPartial | null> {
    const utterance = this.#open;
    if (!utterance) return Promise.resolve(null);
    keep(utterance, samples);
    if (utterance.recognition) utterance.recognition.write(samples);
    else if (!utterance.error) this.#recognise(utterance);
    if (utterance.error && !this.#toldError) {
      this.#toldError = true;
      return Promise.reject(utterance.error);
    }
    return Promise.resolve(this.#listener ? null : this.#newPartial(utterance));
  }

  finish(): Promise<SttFinal> {
    const utterance = this.#open;
    this.#open = null;
    if (!utterance) return Promise.resolve(nothing);
    utterance.state = 'finishing';
    if (utterance.samples === 0) {
      this.#end(utterance);
      return Promise.resolve(nothing);
    }
    return new Promise((resolve, reject) => {
      utterance.settle = { resolve, reject };
      if (utterance.error) {
        this.#failed(utterance, utterance.error);
        return;
      }
      const { finalTimeoutMs } = this.#options;
      utterance.deadline = setTimeout(() => {
        utterance.triedAgain = true;
        const happened = `${VENDOR} gave no transcript within ${finalTimeoutMs} ms.`;
        this.#failed(utterance, new VendorError('timeout', happened));
      }, finalTimeoutMs);
      if (utterance.recognition) utterance.recognition.finish();
      else if (utterance.keptSamples === 0) {
        resolve(finalOf(utterance));
        this.#end(utterance);
      }
      this.#prepare();
    });
  }

  cancel(): void {
    const utterance = this.#open;
    this.#open = null;
    if (!utterance) return;
    this.#end(utterance);
    this.#prepare();
  }

  close(): void {
    this.#closed = true;
    this.#open = null;
    for (const utterance of this.#utterances) {
      utterance.settle?.resolve(nothing);
      this.#end(utterance);
    }
    this.#ready?.close();
    this.#ready = null;
  }

  #loaded(sdk: SpeechSdk): void {
    if (this.#closed) return;
    this.#sdk = sdk;
    if (this.#utterances.size === 0) this.#prepare();
    for (const utterance of this.#utterances) this.#recognise(utterance);
  }

  /** A connection at hand for the next utterance. Wrong settings show there. */
  #prepare(): void {
    if (!this.#sdk || this.#closed || this.#ready?.usable) return;
    try {
      this.#ready = new Recognition(this.#sdk, this.#options, this.#options.language);
    } catch {
      this.#ready = null;
    }
  }

  #recognise(utterance: Utterance): void {
    if (!this.#sdk) return;
    try {
      const ready = this.#ready?.usable ? this.#ready : null;
      if (!ready) this.#ready?.close();
      this.#ready = null;
      const recognition = ready ?? new Recognition(this.#sdk, this.#options, this.#options.language);
      utterance.recognition = recognition;
      this.#follow(utterance, recognition);
    } catch (thrown) {
      const error = thrown instanceof VendorError ? thrown : new VendorError('wrong-setting', String(thrown));
      this.#failed(utterance, error);
    }
  }

  #follow(utterance: Utterance, recognition: Recognition): void {
    const forgottenMs = ((utterance.samples - utterance.keptSamples) * 1000) / SAMPLE_RATE_HZ;
    recognition.start(utterance.terms, {
      interim: (text) => {
        utterance.interim = text;
        this.#tell(utterance);
      },
      phrase: (text, words) => {
        utterance.interim = '';
        if (text !== '') utterance.finals.push(text);
        for (const word of words) {
          utterance.words.push({
            ...word,
            startMs: word.startMs + forgottenMs,
            endMs: word.endMs + forgottenMs,
          });
        }
        this.#tell(utterance);
      },
      ended: () => {
        utterance.recognition = null;
        if (utterance.state === 'finishing') {
          utterance.settle?.resolve(finalOf(utterance));
          this.#end(utterance);
        }
        // The vendor has ended it before the caller has: what is said from here on goes to a new connection.
        forget(utterance);
      },
      failed: (error) => {
        this.#failed(utterance, error);
      },
    });
    for (const piece of utterance.kept) recognition.write(piece);
    if (utterance.state === 'finishing') recognition.finish();
  }

  #tell(utterance: Utterance): void {
    if (utterance !== this.#open || !this.#listener) return;
    const partial = this.#newPartial(utterance);
    if (partial) this.#listener(partial);
  }

  #newPartial(utterance: Utterance): SttPartial | null {
    const text = [...utterance.finals, utterance.interim].filter((part) => part !== '').join(' ');
    if (text === this.#toldText) return null;
    this.#toldText = text;
    return { text };
  }

  /** Once more from the beginning where that may help; else whoever waits, or pushes next, is told. */
  #failed(utterance: Utterance, error: VendorError): void {
    utterance.recognition?.close();
    utterance.recognition = null;
    if (error.retryable && !utterance.triedAgain && utterance.state !== 'over') {
      utterance.triedAgain = true;
      utterance.finals = [];
      utterance.words = [];
      utterance.interim = '';
      this.#recognise(utterance);
      return;
    }
    utterance.error = error;
    if (utterance.state !== 'finishing') return;
    utterance.settle?.reject(error);
    this.#end(utterance);
  }

  #end(utterance: Utterance): void {
    if (utterance.deadline) clearTimeout(utterance.deadline);
    utterance.deadline = null;
    utterance.state = 'over';
    utterance.recognition?.close();
    utterance.recognition = null;
    this.#utterances.delete(utterance);
  }
}

function finalOf({ finals, words, samples }: Utterance): SttFinal {
  const text = finals.join(' ');
  return { text, understood: text !== '', audioSeconds: samples / SAMPLE_RATE_HZ, words };
}

function forget(utterance: Utterance): void {
  utterance.kept = [];
  utterance.keptSamples = 0;
}

function keep(utterance: Utterance, samples: Int16Array): void {
  utterance.samples += samples.length;
  utterance.kept.push(samples.slice());
  utterance.keptSamples += samples.length;
  while (utterance.keptSamples > KEPT_SAMPLES)
    utterance.keptSamples -= utterance.kept.shift()?.length ?? Infinity;
}
