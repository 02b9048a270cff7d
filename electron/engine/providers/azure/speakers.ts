/** The synthesisers of a connection: each speaks one text at a time, so that as many stand ready as speak at once. */
import type { SpeechSynthesizer } from 'microsoft-cognitiveservices-speech-sdk';
import { AudioQueue, type SpeechDeadlines } from '../wire/audio-queue.ts';
import { VendorError } from '../wire/vendor-error.ts';
import {
  azureError,
  CONNECT_TIMEOUT_MS,
  speechConfigOf,
  VENDOR,
  type AzureAccount,
} from './speech-account.ts';
import { loadSpeechSdk, SdkSockets, type SpeechSdk } from './speech-sdk.ts';

/** Synthesisers that stand ready between texts. */
const MAXIMUM_IDLE = 4;

export class Speakers {
  readonly #account: AzureAccount;
  readonly #deadlines: SpeechDeadlines;
  readonly #idle: Speaker[] = [];
  readonly #busy = new Set<Speaker>();
  #closed = false;

  constructor(account: AzureAccount, deadlines: SpeechDeadlines) {
    this.#account = account;
    this.#deadlines = deadlines;
  }

  warm(): void {
    void loadSpeechSdk().then(
      (sdk) => {
        this.#refill(sdk);
      },
      () => undefined,
    );
  }

  close(): void {
    this.#closed = true;
    for (const speaker of [...this.#idle, ...this.#busy]) speaker.close();
    this.#idle.length = 0;
  }

  async *synthesize(ssml: string, signal: AbortSignal): AsyncGenerator<Int16Array, void, undefined> {
    if (signal.aborted || this.#closed) return;
    const sdk = await loadSpeechSdk();
    for (let attempt = 1; ; attempt += 1) {
      if (isAborted(signal)) return;
      const stood = this.#idle.pop();
      const speaker = stood ?? new Speaker(sdk, this.#account);
      this.#busy.add(speaker);
      const queue = new AudioQueue(VENDOR, this.#deadlines);
      speaker.speak(ssml, queue);
      try {
        for (let chunk = await queue.take(signal); chunk; chunk = await queue.take(signal)) yield chunk;
        return;
      } catch (error) {
        // One that stood idle may have lost its connection unnoticed.
        const mayTryAgain = attempt === 1 && stood !== undefined && !queue.heard;
        if (!mayTryAgain || !(error instanceof VendorError) || error.problem !== 'network') throw error;
      } finally {
        this.#release(sdk, speaker, queue.ended);
      }
    }
  }

  /** A speaker that was stopped is closed, which is how the vendor is told; another takes its place. */
  #release(sdk: SpeechSdk, speaker: Speaker, said: boolean): void {
    this.#busy.delete(speaker);
    if (said && !this.#closed && this.#idle.length < MAXIMUM_IDLE) {
      this.#idle.push(speaker);
      return;
    }
    speaker.close();
    this.#refill(sdk);
  }

  #refill(sdk: SpeechSdk): void {
    if (this.#closed || this.#idle.length > 0) return;
    try {
      const speaker = new Speaker(sdk, this.#account);
      speaker.warm();
      this.#idle.push(speaker);
    } catch {
      // Wrong settings show at the first text.
    }
  }
}

class Speaker {
  readonly #sdk: SpeechSdk;
  readonly #account: AzureAccount;
  readonly #sockets: SdkSockets;
  readonly #synthesiser: SpeechSynthesizer;
  #queue: AudioQueue | null = null;

  constructor(sdk: SpeechSdk, account: AzureAccount) {
    this.#sdk = sdk;
    this.#account = account;
    this.#sockets = new SdkSockets(account.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
    const config = speechConfigOf(sdk, account);
    config.speechSynthesisOutputFormat = sdk.SpeechSynthesisOutputFormat.Raw16Khz16BitMonoPcm;
    this.#synthesiser = new sdk.SpeechSynthesizer(config, null);
    sdk.Connection.fromSynthesizer(this.#synthesiser).disconnected = () => {
      this.#queue?.fail(new VendorError('network', `The connection to ${VENDOR} broke.`));
    };
  }

  warm(): void {
    this.#sockets.run(() => {
      this.#sdk.Connection.fromSynthesizer(this.#synthesiser).openConnection(undefined, () => undefined);
    });
  }

  speak(ssml: string, queue: AudioQueue): void {
    this.#queue = queue;
    const sink = new (class extends this.#sdk.PushAudioOutputStreamCallback {
      override write(pcm: ArrayBuffer): void {
        queue.push(new Uint8Array(pcm));
      }
      override close(): void {
        // The result tells.
      }
    })();
    const fail = (details: string): void => {
      queue.fail(azureError(details, this.#account, this.#sockets.missedDeadline));
    };
    this.#sockets.run(() => {
      this.#synthesiser.speakSsmlAsync(
        ssml,
        (result) => {
          if (result.reason === this.#sdk.ResultReason.SynthesizingAudioCompleted) queue.end();
          else fail(result.errorDetails);
        },
        fail,
        sink,
      );
    });
  }

  close(): void {
    this.#queue?.fail(new VendorError('network', `The connection to ${VENDOR} was closed.`));
    this.#queue = null;
    this.#sockets.close();
    this.#synthesiser.close(undefined, () => undefined);
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
