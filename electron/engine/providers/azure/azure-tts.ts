/** Streaming synthesis: a synthesiser speaks one text at a time, so that as many stand ready as speak at once. */
import type { SpeechSynthesizer } from 'microsoft-cognitiveservices-speech-sdk';
import { z } from 'zod';
import type { HostedTts } from '../spec/hosted-tts.ts';
import type { Voice } from '../spec/tts.ts';
import { AudioQueue, defaultSpeechDeadlines, type SpeechDeadlines } from '../wire/audio-queue.ts';
import { getJson } from '../wire/rest.ts';
import { VendorError } from '../wire/vendor-error.ts';
import {
  azureError,
  classifyAzure,
  CONNECT_TIMEOUT_MS,
  speechConfigOf,
  VENDOR,
  voicesUrl,
} from './speech-account.ts';
import type { AzureAccount } from './speech-account.ts';
import { loadSpeechSdk, SdkSockets, type SpeechSdk } from './speech-sdk.ts';

export interface AzureTtsOptions extends AzureAccount {
  /** Connection or preset id, as usage and cost name it. */
  provider: string;
  model?: string | undefined;
  /** Voice id, e.g. `en-US-AvaNeural`; one of the language when absent. */
  voice?: string | undefined;
  /** BCP 47. */
  language?: string | null | undefined;
  deadlines?: Partial<SpeechDeadlines> | undefined;
}

/** A voice each of the languages that Parley is made for. Source: learn.microsoft.com, "Language and voice support". */
const DEFAULT_VOICES: readonly Voice[] = [
  { id: 'en-US-AvaNeural', name: 'Ava (US English, female)' },
  { id: 'en-US-AndrewNeural', name: 'Andrew (US English, male)' },
  { id: 'en-GB-SoniaNeural', name: 'Sonia (British English, female)' },
  { id: 'de-DE-KatjaNeural', name: 'Katja (German, female)' },
  { id: 'es-ES-ElviraNeural', name: 'Elvira (Spanish, female)' },
  { id: 'fr-FR-DeniseNeural', name: 'Denise (French, female)' },
];
const DEFAULT_VOICE = 'en-US-AvaNeural';
/** Synthesisers that stand ready between texts. */
const MAXIMUM_IDLE = 4;

const voicesSchema = z.array(
  z.looseObject({
    ShortName: z.string(),
    LocalName: z.string().nullish(),
    LocaleName: z.string().nullish(),
    Gender: z.string().nullish(),
  }),
);

export function createAzureTts(options: AzureTtsOptions): HostedTts {
  const language = options.language ?? 'en-US';
  const defaultVoice = options.voice ?? defaultVoiceOf(language);
  const speakers = new Speakers(options);
  let voices = DEFAULT_VOICES;
  return {
    provider: options.provider,
    model: options.model ?? 'neural',
    get voices() {
      return voices;
    },
    normalizes: true,
    synthesize: (text, { voice }, signal) =>
      text.trim() === ''
        ? (async function* () {})()
        : speakers.synthesize(ssmlOf(text, voice ?? defaultVoice, language), signal),
    warm: () => {
      speakers.warm();
    },
    listVoices: async (signal) => {
      const answer = await getJson({
        vendor: VENDOR,
        url: voicesUrl(options),
        headers: { 'ocp-apim-subscription-key': options.apiKey },
        secret: options.apiKey,
        schema: voicesSchema,
        classify: classifyAzure,
        signal,
      });
      voices = answer.map(({ ShortName, LocalName, LocaleName, Gender }) => {
        const traits = [LocaleName, Gender?.toLowerCase()].filter((trait) => trait != null);
        return {
          id: ShortName,
          name: `${LocalName ?? ShortName}${traits.length > 0 ? ` (${traits.join(', ')})` : ''}`,
        };
      });
      return voices;
    },
    close: () => {
      speakers.close();
    },
  };
}

function defaultVoiceOf(language: string): string {
  const base = language.split('-')[0] ?? language;
  const voice =
    DEFAULT_VOICES.find(({ id }) => id.startsWith(`${language}-`)) ??
    DEFAULT_VOICES.find(({ id }) => id.startsWith(`${base}-`));
  return voice?.id ?? DEFAULT_VOICE;
}

/** Source: learn.microsoft.com/azure/ai-services/speech-service/speech-synthesis-markup-structure. */
export function ssmlOf(text: string, voice: string, language: string): string {
  const said = `<voice name="${escaped(voice)}">${escaped(text)}</voice>`;
  const space = 'http://www.w3.org/2001/10/synthesis';
  return `<speak version="1.0" xmlns="${space}" xml:lang="${escaped(language)}">${said}</speak>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // What XML 1.0 cannot hold is left out; the rest of the text is still worth saying.
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}

class Speakers {
  readonly #account: AzureAccount;
  readonly #deadlines: SpeechDeadlines;
  readonly #idle: Speaker[] = [];
  readonly #busy = new Set<Speaker>();
  #closed = false;

  constructor(options: AzureTtsOptions) {
    this.#account = options;
    this.#deadlines = { ...defaultSpeechDeadlines, ...options.deadlines };
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
      let said = false;
      try {
        for (let chunk = await queue.take(signal); chunk; chunk = await queue.take(signal)) yield chunk;
        said = queue.over && !isAborted(signal);
        return;
      } catch (error) {
        // One that stood idle may have lost its connection unnoticed.
        const mayTryAgain = attempt === 1 && stood !== undefined && !queue.heard;
        if (!mayTryAgain || !(error instanceof VendorError) || error.problem !== 'network') throw error;
      } finally {
        this.#release(sdk, speaker, said);
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
