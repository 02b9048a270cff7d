/**
 * Deepgram's streaming recognition, `/v1/listen`: PCM in, partial and final results out, on one timeline counted in seconds
 * of audio. Sources: developers.deepgram.com/reference/speech-to-text/listen-streaming, /docs/finalize, /docs/keep-alive,
 * /docs/close-stream, /docs/configure, /docs/stt-troubleshooting-websocket-data-and-net-errors.
 */
import { z } from 'zod';
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { socketUrl } from '../wire/address.ts';
import { jsonOf } from '../wire/rest.ts';
import type { Refusal, RefusalMeaning } from '../wire/vendor-socket.ts';

export const VENDOR = 'Deepgram';
export const BASE_URL = 'https://api.deepgram.com';

export const finalizeMessage = JSON.stringify({ type: 'Finalize' });
export const keepAliveMessage = JSON.stringify({ type: 'KeepAlive' });
export const closeStreamMessage = JSON.stringify({ type: 'CloseStream' });

export function configureMessage(keyterms: readonly string[]): string {
  return JSON.stringify({ type: 'Configure', keyterms });
}

export interface ListenOptions {
  baseUrl: string;
  model: string;
  language: string | null;
  keyterms: readonly string[];
}

/** Nova-3 and later take phrases; the models before take single words with a boost. */
export function takesKeyterms(model: string): boolean {
  return !/^(nova-2|nova$|nova-(?!\d)|enhanced|base|whisper)/.test(model);
}

export function listenUrl({ baseUrl, model, language, keyterms }: ListenOptions): URL {
  const url = socketUrl(baseUrl, '/v1/listen');
  const query = new URLSearchParams({
    model,
    encoding: 'linear16',
    sample_rate: String(SAMPLE_RATE_HZ),
    channels: '1',
    interim_results: 'true',
    // Punctuation comes with it. It may hold back a number that seems unfinished; Finalize ends that.
    smart_format: 'true',
    // Parley decides itself when a turn is over.
    endpointing: 'false',
    ...(language !== null && { language }),
  });
  for (const term of keyterms) {
    if (takesKeyterms(model)) query.append('keyterm', term);
    else for (const word of term.split(' ')) query.append('keywords', `${word}:1`);
  }
  url.search = query.toString();
  return url;
}

export interface DeepgramWord {
  text: string;
  /** Seconds of the connection's audio. */
  start: number;
  end: number;
  confidence: number;
}

export interface DeepgramResult {
  type: 'result';
  /** Seconds of the connection's audio. */
  start: number;
  duration: number;
  /** Nothing of this stretch will change any more. */
  isFinal: boolean;
  /** The answer to a Finalize. */
  fromFinalize: boolean;
  text: string;
  words: DeepgramWord[];
}

export type DeepgramMessage =
  | DeepgramResult
  /** The summary before the vendor closes. */
  | { type: 'metadata' }
  | { type: 'error'; text: string }
  /** The answer to a Configure. */
  | { type: 'configured'; ok: boolean }
  /** Speech started, utterance end, warnings, and what comes to be added. */
  | { type: 'other' }
  /** Not a message of the vendor at all. */
  | { type: 'broken' };

const wordSchema = z.looseObject({
  word: z.string(),
  start: z.number(),
  end: z.number(),
  confidence: z.number().nullish(),
  punctuated_word: z.string().nullish(),
});

const resultSchema = z.looseObject({
  type: z.literal('Results'),
  start: z.number(),
  duration: z.number(),
  is_final: z.boolean().nullish(),
  from_finalize: z.boolean().nullish(),
  channel: z.looseObject({
    alternatives: z.array(z.looseObject({ transcript: z.string(), words: z.array(wordSchema).nullish() })),
  }),
});

const otherSchema = z.looseObject({
  type: z.string(),
  description: z.string().nullish(),
  message: z.string().nullish(),
});

/** Never throws. */
export function parseDeepgram(text: string): DeepgramMessage {
  const json = jsonOf(text);
  const result = resultSchema.safeParse(json);
  if (result.success) {
    const { start, duration, is_final: isFinal, from_finalize: fromFinalize, channel } = result.data;
    const best = channel.alternatives[0];
    return {
      type: 'result',
      start,
      duration,
      isFinal: isFinal === true,
      fromFinalize: fromFinalize === true,
      text: best?.transcript.trim() ?? '',
      words: (best?.words ?? []).map((word) => ({
        text: word.punctuated_word ?? word.word,
        start: word.start,
        end: word.end,
        confidence: word.confidence ?? 0,
      })),
    };
  }
  const other = otherSchema.safeParse(json);
  if (!other.success || other.data.type === 'Results') return { type: 'broken' };
  switch (other.data.type) {
    case 'Metadata':
      return { type: 'metadata' };
    case 'Error':
      return { type: 'error', text: other.data.description ?? other.data.message ?? '' };
    case 'ConfigureSuccess':
      return { type: 'configured', ok: true };
    case 'ConfigureFailure':
      return { type: 'configured', ok: false };
    default:
      return { type: 'other' };
  }
}

/** What the vendor's statuses, close codes and words mean. */
export function classifyDeepgram({ status, text }: Refusal): RefusalMeaning | null {
  const said = text.toLowerCase();
  if (/net-0001/.test(said)) return 'idle';
  if (/data-0000|net-0000/.test(said)) return 'vendor-failed';
  if (/payment|credit|quota|balance/.test(said)) return 'no-quota';
  if (/no such model|model.*(not found|access|not exist|not supported)|access.*model/.test(said)) {
    return 'unknown-model';
  }
  if (/concurren|rate.?limit|too many/.test(said)) return 'rate-limited';
  if (status === 400) return 'wrong-setting';
  return null;
}
