/** Speech synthesis as the port: POST /audio/speech, heard while it comes. */
import { openAiPreset } from '#shared/domain/provider-presets.ts';
import { AudioError } from '../../base/errors.ts';
import type { TextToSpeech, TtsOptions, Voice } from '../spec/tts.ts';
import { endpointOf } from './endpoint.ts';
import { failure, notUnderstood, type FailureContext } from './errors.ts';
import { HttpConnection } from './http-connection.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { OpenAiOptions } from './options.ts';
import { PcmReader } from './pcm-reader.ts';
import { quirksOf } from './presets.ts';

export interface OpenAiSpeechOptions extends OpenAiOptions {
  /** How to speak ("calm and friendly"), for models that take it. */
  instructions?: string;
  /** 0.25 to 4; 1 when absent. */
  speed?: number;
}

export type OpenAiSpeech = TextToSpeech & {
  /** Opens a connection now, so that the first sentence does not wait for it; false when there is none to be had. */
  warm(): Promise<boolean>;
  /** Closes every connection; sentences under way fail. */
  close(): void;
};

/** Throws ConfigError when the base URL is not one. */
export function createOpenAiSpeech(options: OpenAiSpeechOptions): OpenAiSpeech {
  const speech = new Speech(options);
  return {
    provider: options.provider,
    model: options.model,
    voices: speech.voices,
    // The vendor's own models read numbers well; behind another server's address may stand any voice.
    normalizes: options.preset === 'openai' || options.preset === 'azure-openai',
    synthesize: (text, request, signal) => speech.synthesize(text, request, signal),
    warm: () => speech.connection.warm(),
    close: () => {
      speech.connection.dispose();
    },
  };
}

class Speech {
  readonly connection: HttpConnection;
  readonly voices: readonly Voice[];
  readonly #options: OpenAiSpeechOptions;
  readonly #context: FailureContext;
  readonly #quirks: ReturnType<typeof quirksOf>['speech'];
  #format: 'pcm' | 'wav';

  constructor(options: OpenAiSpeechOptions) {
    this.#options = options;
    this.#context = { options, model: options.model };
    this.#quirks = quirksOf(options.preset).speech;
    this.#format = this.#quirks.format;
    this.voices = openAiPreset(options.preset).voices ?? [];
    this.connection = new HttpConnection({ endpoint: endpointOf(options), context: this.#context });
  }

  async *synthesize(
    text: string,
    { voice }: TtsOptions,
    signal: AbortSignal,
  ): AsyncGenerator<Int16Array, void, undefined> {
    if (signal.aborted || text.trim() === '') return;
    try {
      const answer = await this.#ask(text, voice, signal);
      this.#refuseWhatIsNoSound(answer);
      const reader = new PcmReader(rateOf(answer) ?? this.#quirks.rateHz);
      for await (const bytes of answer.bytes()) {
        answer.progress();
        const samples = reader.push(bytes);
        if (samples.length > 0) yield samples;
        if (isAborted(signal)) return;
      }
      const last = reader.flush();
      if (last.length > 0) yield last;
    } catch (error) {
      if (isAborted(signal)) return;
      if (!(error instanceof AudioError)) throw error;
      throw failure(
        this.#context,
        `sent sound that cannot be played: ${error.message}`,
        'Choose a model that gives PCM or WAV.',
        { reason: 'not-json', cause: error },
      );
    }
  }

  /** A server that does not know headerless PCM is asked for WAV, once and for all. */
  async #ask(text: string, voice: string | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    for (;;) {
      const format = this.#format;
      try {
        return await this.#send(text, voice, format, signal);
      } catch (error) {
        if (signal.aborted || format === 'wav' || !isAboutFormat(error)) throw error;
        this.#format = 'wav';
      }
    }
  }

  #send(text: string, voice: string | undefined, format: string, signal: AbortSignal): Promise<HttpAnswer> {
    const { model, instructions, speed, extraBody } = this.#options;
    const body = {
      model,
      input: text,
      // The field is not optional; a server with one voice takes any.
      voice: voice ?? this.#options.voice ?? this.voices[0]?.id ?? 'alloy',
      response_format: format,
      ...(instructions === undefined ? {} : { instructions }),
      ...(speed === undefined ? {} : { speed }),
      ...extraBody,
    };
    return this.connection.send(
      {
        method: 'POST',
        path: '/audio/speech',
        body: { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) },
      },
      signal,
    );
  }

  #refuseWhatIsNoSound({ contentType }: HttpAnswer): void {
    if (/^(?:text\/|application\/json)/.test(contentType)) {
      throw notUnderstood(this.#context, `answered with ${contentType} instead of sound`);
    }
    if (/mpeg|mp3|opus|ogg|aac|flac/.test(contentType)) {
      throw failure(
        this.#context,
        `sent ${contentType} although PCM was asked for.`,
        'Choose a model that gives PCM or WAV.',
        { reason: 'not-json' },
      );
    }
  }
}

/** `audio/pcm;rate=24000`, `audio/L16; rate=16000` (RFC 2586) */
function rateOf(answer: HttpAnswer): number | null {
  const rate = /rate=(\d{4,6})/.exec(answer.headers['content-type'] ?? '')?.[1];
  return rate === undefined ? null : Number(rate);
}

function isAboutFormat(error: unknown): boolean {
  return (
    error instanceof Error &&
    'status' in error &&
    (error.status === 400 || error.status === 422) &&
    /response_format|\bpcm\b|format/i.test(error.message)
  );
}

/** Asked anew after each wait: it changes meanwhile. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
