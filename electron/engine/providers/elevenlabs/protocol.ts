/**
 * ElevenLabs' multi-context WebSocket, `/v1/text-to-speech/{voice}/multi-stream-input`: text in, base64 PCM out, several
 * texts (contexts) at a time. Source: elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input
 * and elevenlabs.io/docs/eleven-api/guides/how-to/websockets/multi-context-web-socket.
 */
import { z } from 'zod';
import { socketUrl } from '../wire/address.ts';
import type { SpeechMessage, SpeechProtocol } from '../wire/speech-protocol.ts';
import { jsonOf } from '../wire/rest.ts';
import { quotable, VendorError } from '../wire/vendor-error.ts';
import type { Refusal, RefusalMeaning } from '../wire/vendor-socket.ts';

export const VENDOR = 'ElevenLabs';
export const BASE_URL = 'https://api.elevenlabs.io';

/** A sixth context closes the socket with 1008; one counts until its `isFinal` has come (guide, "Concurrency"). */
const MAXIMUM_CONTEXTS = 5;
/** Seconds without a message after which the vendor closes the socket; 180 is the most that it takes. */
const INACTIVITY_TIMEOUT_S = 180;

export interface ElevenLabsProtocolOptions {
  apiKey: string;
  model: string;
  language: string | null;
  baseUrl: string;
}

export function elevenLabsProtocol(options: ElevenLabsProtocolOptions): SpeechProtocol {
  return {
    vendor: VENDOR,
    secret: options.apiKey,
    maximumContexts: MAXIMUM_CONTEXTS,
    socketKey: (voice) => voice,
    connect: (voice) => ({ url: speechUrl(options, voice), headers: { 'xi-api-key': options.apiKey } }),
    // Flush makes it speak at once; closing a context that is flushing lets it finish and then say `isFinal`.
    begin: (context, text) => [
      JSON.stringify({ text: `${text} `, context_id: context, flush: true }),
      JSON.stringify({ context_id: context, close_context: true }),
    ],
    // What is flushed will be said to its end, whatever one sends; only leaving the socket stops it.
    cancel: null,
    parse: (text) => parseElevenLabs(text, options.apiKey),
    classify: classifyElevenLabs,
  };
}

function speechUrl({ baseUrl, model, language }: ElevenLabsProtocolOptions, voice: string): URL {
  const url = socketUrl(baseUrl, `/v1/text-to-speech/${encodeURIComponent(voice)}/multi-stream-input`);
  url.search = new URLSearchParams({
    model_id: model,
    output_format: 'pcm_16000',
    // No waiting for more text: whole sentences come.
    auto_mode: 'true',
    inactivity_timeout: String(INACTIVITY_TIMEOUT_S),
    ...(language !== null && takesLanguage(model) && { language_code: language.split('-')[0] ?? language }),
  }).toString();
  return url;
}

/** Older models refuse a language: they find it by themselves. */
function takesLanguage(model: string): boolean {
  return !/^eleven_(monolingual|multilingual|english|turbo_v2$|flash_v2$)/.test(model);
}

const messageSchema = z.looseObject({
  audio: z.string().nullish(),
  isFinal: z.boolean().nullish(),
  is_final: z.boolean().nullish(),
  contextId: z.string().nullish(),
  context_id: z.string().nullish(),
  error: z.string().nullish(),
  message: z.string().nullish(),
});

/** One message of the vendor. Anything that is none is an error of the whole socket. */
export function parseElevenLabs(text: string, secret: string): SpeechMessage[] {
  const parsed = messageSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const happened = `${VENDOR} sent something that is none of its messages: “${quotable(text, secret)}”.`;
    return [{ type: 'error', context: null, error: new VendorError('vendor-failed', happened) }];
  }
  const { audio, error, message } = parsed.data;
  const context = parsed.data.contextId ?? parsed.data.context_id ?? '';
  if (error != null) {
    const said = quotable(message ?? error, secret);
    const meaning = classifyElevenLabs({ status: null, closeCode: null, text: `${error} ${message ?? ''}` });
    // The close that follows says that it was idleness.
    if (meaning === 'idle') return [];
    return [
      {
        type: 'error',
        context: context === '' ? null : context,
        error: new VendorError(meaning ?? 'vendor-failed', `${VENDOR} refused: “${said}”.`),
      },
    ];
  }
  const messages: SpeechMessage[] = [];
  if (audio != null && audio !== '') {
    messages.push({ type: 'audio', context, bytes: Buffer.from(audio, 'base64') });
  }
  if (parsed.data.isFinal === true || parsed.data.is_final === true) messages.push({ type: 'done', context });
  return messages;
}

/** The vendor's words for what is wrong: error codes and sentences alike. */
export function classifyElevenLabs({ text, closeCode }: Refusal): RefusalMeaning | null {
  // "Message too big" is what it says to a voice that does not go with the model (elevenlabs-python issue 586).
  if (closeCode === 1009) return 'unknown-voice';
  const said = text.toLowerCase();
  if (/input_timeout|new text input within the timeout|inactivity/.test(said)) return 'idle';
  if (/quota|credit|payment|subscription/.test(said)) return 'no-quota';
  if (/max_active|concurren|rate.?limit|too many|system_busy|exceeded \(\d+\)/.test(said))
    return 'rate-limited';
  if (/api.?key|unauthori[sz]ed|authenticat|permission/.test(said)) return 'wrong-key';
  if (/voice/.test(said) && /not.?found|does not exist|not supported|invalid/.test(said))
    return 'unknown-voice';
  if (/model/.test(said) && /not.?found|does not exist|not supported|invalid|access/.test(said)) {
    return 'unknown-model';
  }
  if (/language|output_format|invalid/.test(said)) return 'wrong-setting';
  return null;
}
