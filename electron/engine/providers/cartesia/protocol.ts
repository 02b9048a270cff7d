/**
 * Cartesia's speech WebSocket, `/tts/websocket`: one request a context, base64 PCM out, many contexts at a time. Sources:
 * docs.cartesia.ai/api-reference/tts/websocket, /use-the-api/tts-websocket/contexts, /use-the-api/api-errors and
 * /use-the-api/concurrency-limits-and-timeouts.
 */
import { z } from 'zod';
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { socketUrl } from '../wire/address.ts';
import { jsonOf } from '../wire/rest.ts';
import type { SpeechMessage, SpeechProtocol } from '../wire/speech-protocol.ts';
import { problemOfStatus, quotable, VendorError } from '../wire/vendor-error.ts';
import type { Refusal, RefusalMeaning } from '../wire/vendor-socket.ts';

export const VENDOR = 'Cartesia';
export const BASE_URL = 'https://api.cartesia.ai';
/** The version of the interface that this was written against; errors are objects since then. */
const API_VERSION = '2026-03-01';

/** The socket takes dozens (websocket page); the account's own limit answers with an error of the context, 429. */
const MAXIMUM_CONTEXTS = 24;

export interface CartesiaProtocolOptions {
  apiKey: string;
  model: string;
  language: string | null;
  baseUrl: string;
}

export function cartesiaHeaders(apiKey: string): Record<string, string> {
  return { authorization: `Bearer ${apiKey}`, 'cartesia-version': API_VERSION };
}

export function cartesiaProtocol({
  apiKey,
  model,
  language,
  baseUrl,
}: CartesiaProtocolOptions): SpeechProtocol {
  return {
    vendor: VENDOR,
    secret: apiKey,
    maximumContexts: MAXIMUM_CONTEXTS,
    socketKey: () => '',
    connect: () => ({ url: socketUrl(baseUrl, '/tts/websocket'), headers: cartesiaHeaders(apiKey) }),
    begin: (context, text, voice) => [
      JSON.stringify({
        model_id: model,
        transcript: text,
        voice: { mode: 'id', id: voice },
        ...(language !== null && { language: language.split('-')[0] }),
        context_id: context,
        output_format: { container: 'raw', encoding: 'pcm_s16le', sample_rate: SAMPLE_RATE_HZ },
        // The text is whole: nothing follows, so that nothing is waited for.
        continue: false,
      }),
    ],
    cancel: (context) => JSON.stringify({ context_id: context, cancel: true }),
    parse: (text) => parseCartesia(text, apiKey),
    classify: classifyCartesia,
  };
}

const messageSchema = z.looseObject({
  type: z.string(),
  context_id: z.string().nullish(),
  data: z.string().nullish(),
  status_code: z.number().nullish(),
  error_code: z.string().nullish(),
  title: z.string().nullish(),
  message: z.string().nullish(),
  /** Before version 2026-03-01. */
  error: z.string().nullish(),
});

/** One message of the vendor. Anything that is none is an error of the whole socket. */
export function parseCartesia(text: string, secret: string): SpeechMessage[] {
  const parsed = messageSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const happened = `${VENDOR} sent something that is none of its messages: “${quotable(text, secret)}”.`;
    return [{ type: 'error', context: null, error: new VendorError('vendor-failed', happened) }];
  }
  const { type, context_id: context, data } = parsed.data;
  switch (type) {
    case 'chunk':
      if (context == null || data == null) return [];
      return [{ type: 'audio', context, bytes: Buffer.from(data, 'base64') }];
    case 'done':
      return context == null ? [] : [{ type: 'done', context }];
    case 'error': {
      const { status_code: status, error_code: code, title, message, error } = parsed.data;
      const said = [title, message ?? error].filter((part) => part != null && part !== '').join(': ');
      const refusal = { status: status ?? null, closeCode: null, text: `${code ?? ''} ${said}` };
      const meaning = classifyCartesia(refusal);
      const problem =
        meaning === null || meaning === 'idle'
          ? status == null
            ? 'vendor-failed'
            : problemOfStatus(status)
          : meaning;
      const happened = `${VENDOR} refused${status == null ? '' : ` (${status})`}: “${quotable(said, secret)}”.`;
      return [{ type: 'error', context: context ?? null, error: new VendorError(problem, happened) }];
    }
    // Timestamps, flushes and what comes to be added.
    default:
      return [];
  }
}

export function classifyCartesia({ text }: Refusal): RefusalMeaning | null {
  const said = text.toLowerCase();
  if (/idle|inactiv/.test(said)) return 'idle';
  if (/quota|credit|payment|plan_upgrade/.test(said)) return 'no-quota';
  if (/concurren|rate.?limit|too many/.test(said)) return 'rate-limited';
  if (/api.?key|unauthori[sz]ed|forbidden/.test(said)) return 'wrong-key';
  if (/voice/.test(said) && /not.?found|invalid|not valid|not supported/.test(said)) return 'unknown-voice';
  if (/model/.test(said) && /not.?found|invalid|not valid|not supported/.test(said)) return 'unknown-model';
  return null;
}
