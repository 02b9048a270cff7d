/** One utterance at the vendor: a recogniser with a connection of its own, which may stand open before it is needed. */
import type { PushAudioInputStream, SpeechRecognizer } from 'microsoft-cognitiveservices-speech-sdk';
import { z } from 'zod';
import type { SttWord } from '../spec/stt.ts';
import { jsonOf } from '../wire/rest.ts';
import type { VendorError } from '../wire/vendor-error.ts';
import { azureError, CONNECT_TIMEOUT_MS, speechConfigOf, type AzureAccount } from './speech-account.ts';
import { SdkSockets, type SpeechSdk } from './speech-sdk.ts';

export interface RecognitionEvents {
  /** What the present phrase is so far. */
  interim(text: string): void;
  /** A phrase is final; its words' times count from the first sample of this recognition. */
  phrase(text: string, words: SttWord[]): void;
  /** Everything has been recognised. */
  ended(): void;
  failed(error: VendorError): void;
}

const TICKS_PER_MS = 10_000;

const wordSchema = z.looseObject({ Word: z.string(), Offset: z.number(), Duration: z.number() });
/** Output format `detailed` with word timings. */
const phraseSchema = z.looseObject({
  NBest: z.array(
    z.looseObject({
      Confidence: z.number().nullish(),
      Words: z.array(wordSchema).nullish(),
      DisplayWords: z
        .array(z.looseObject({ DisplayText: z.string(), Offset: z.number(), Duration: z.number() }))
        .nullish(),
    }),
  ),
});

export class Recognition {
  readonly #sdk: SpeechSdk;
  readonly #account: AzureAccount;
  readonly #sockets: SdkSockets;
  readonly #audio: PushAudioInputStream;
  readonly #recogniser: SpeechRecognizer;
  #events: RecognitionEvents | null = null;
  #over = false;
  #audioClosed = false;
  #lostAlready = false;

  /** Connects at once. Throws VendorError where the settings are not enough. */
  constructor(sdk: SpeechSdk, account: AzureAccount, language: string) {
    this.#sdk = sdk;
    this.#account = account;
    this.#sockets = new SdkSockets(account.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
    const config = speechConfigOf(sdk, account);
    config.speechRecognitionLanguage = language;
    config.outputFormat = sdk.OutputFormat.Detailed;
    config.requestWordLevelTimestamps();
    this.#audio = sdk.AudioInputStream.createPushStream();
    this.#recogniser = new sdk.SpeechRecognizer(config, sdk.AudioConfig.fromStreamInput(this.#audio));
    const connection = sdk.Connection.fromRecognizer(this.#recogniser);
    connection.disconnected = () => {
      this.#lost();
    };
    this.#sockets.run(() => {
      // A failure shows when the utterance begins.
      connection.openConnection(undefined, () => undefined);
    });
  }

  /** A connection that broke while nothing was said over it is of no use. */
  get usable(): boolean {
    return !this.#over && !this.#lostAlready && !this.#sockets.missedDeadline;
  }

  start(terms: readonly string[], events: RecognitionEvents): void {
    this.#events = events;
    const recogniser = this.#recogniser;
    if (terms.length > 0) this.#sdk.PhraseListGrammar.fromRecognizer(recogniser).addPhrases([...terms]);
    recogniser.recognizing = (_sender, { result }) => {
      this.#events?.interim(result.text);
    };
    recogniser.recognized = (_sender, { result }) => {
      if (result.reason !== this.#sdk.ResultReason.RecognizedSpeech) return;
      this.#events?.phrase(result.text, wordsOf(result.json));
    };
    recogniser.canceled = (_sender, { reason, errorDetails }) => {
      if (reason === this.#sdk.CancellationReason.EndOfStream) this.#end();
      else this.#fail(errorDetails);
    };
    recogniser.sessionStopped = () => {
      this.#end();
    };
    this.#sockets.run(() => {
      recogniser.startContinuousRecognitionAsync(undefined, (details) => {
        this.#fail(details);
      });
    });
  }

  write(samples: Int16Array): void {
    if (!this.#over) this.#audio.write(samples.slice().buffer);
  }

  /** No more sound comes: the vendor tells what is left, then `ended`. */
  finish(): void {
    if (!this.#audioClosed) this.#audio.close();
    this.#audioClosed = true;
  }

  /** Ends it, whatever state it is in. No event comes any more. */
  close(): void {
    if (this.#over && this.#events === null) return;
    this.#over = true;
    this.#events = null;
    this.finish();
    this.#sockets.close();
  }

  #lost(): void {
    this.#lostAlready = true;
    if (this.#events) this.#fail('websocket error code: 1006');
  }

  #end(): void {
    const events = this.#events;
    this.close();
    events?.ended();
  }

  #fail(details: string): void {
    const events = this.#events;
    const { missedDeadline } = this.#sockets;
    this.close();
    events?.failed(azureError(details, this.#account, missedDeadline));
  }
}

function wordsOf(json: string): SttWord[] {
  const parsed = phraseSchema.safeParse(jsonOf(json));
  const best = parsed.success ? parsed.data.NBest[0] : undefined;
  if (!best) return [];
  const confidence = best.Confidence ?? 0;
  const words =
    best.DisplayWords?.map(({ DisplayText, ...time }) => ({ ...time, Word: DisplayText })) ??
    best.Words ??
    [];
  return words.map(({ Word, Offset, Duration }) => ({
    text: Word,
    startMs: Math.round(Offset / TICKS_PER_MS),
    endMs: Math.round((Offset + Duration) / TICKS_PER_MS),
    confidence,
  }));
}
