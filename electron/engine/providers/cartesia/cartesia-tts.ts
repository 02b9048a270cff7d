/** The adapter: a port's text to the vendor's contexts, and the account's voices. */
import { z } from 'zod';
import type { ConnectionTestResult } from '../spec/connection-test.ts';
import type { HostedTts } from '../spec/hosted-tts.ts';
import type { Voice } from '../spec/tts.ts';
import { defaultSpeechDeadlines, type SpeechDeadlines } from '../wire/audio-queue.ts';
import { pageUrl } from '../wire/address.ts';
import { hearSomething, testStage } from '../wire/connection-test.ts';
import { getJson } from '../wire/rest.ts';
import { SpeechSockets } from '../wire/speech-sockets.ts';
import { BASE_URL, cartesiaHeaders, cartesiaProtocol, classifyCartesia, VENDOR } from './protocol.ts';

export interface CartesiaOptions {
  /** Connection or preset id, as usage and cost name it. */
  provider: string;
  apiKey: string;
  /** E.g. `sonic-3`. */
  model: string;
  /** Voice id; `DEFAULT_VOICE` when absent. */
  voice?: string | undefined;
  /** BCP 47; the vendor is told its first part. */
  language?: string | null | undefined;
  baseUrl?: string | undefined;
  deadlines?: Partial<SpeechDeadlines> | undefined;
  connectTimeoutMs?: number | undefined;
  heartbeatMs?: number | undefined;
}

/** The voices of the vendor's own examples, until the account's are asked for. */
const DEFAULT_VOICES: readonly Voice[] = [
  { id: 'a0e99841-438c-4a64-b679-ae501e7d6091', name: 'Barbershop Man (English)' },
  { id: '694f9389-aac1-45b6-b726-9d9369183238', name: 'Sarah (English)' },
];
const DEFAULT_VOICE = 'a0e99841-438c-4a64-b679-ae501e7d6091';

const voiceSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  language: z.string().nullish(),
});
/** A page since version 2025; a bare list before. */
const voicesSchema = z.union([z.looseObject({ data: z.array(voiceSchema) }), z.array(voiceSchema)]);

export function createCartesiaTts(options: CartesiaOptions): HostedTts {
  const { model, language = null, baseUrl = BASE_URL } = options;
  const apiKey = options.apiKey.trim();
  const sockets = new SpeechSockets(cartesiaProtocol({ apiKey, model, language, baseUrl }), {
    deadlines: { ...defaultSpeechDeadlines, ...options.deadlines },
    connectTimeoutMs: options.connectTimeoutMs,
    heartbeatMs: options.heartbeatMs,
  });
  const defaultVoice = options.voice ?? DEFAULT_VOICE;
  let voices = DEFAULT_VOICES;
  return {
    provider: options.provider,
    model,
    get voices() {
      return voices;
    },
    normalizes: true,
    synthesize: (text, { voice }, signal) => sockets.synthesize(text, voice ?? defaultVoice, signal),
    warm: () => {
      sockets.warm(defaultVoice);
    },
    listVoices: async (signal) => {
      const answer = await getJson({
        vendor: VENDOR,
        url: pageUrl(VENDOR, baseUrl, '/voices?limit=100'),
        headers: cartesiaHeaders(apiKey),
        secret: apiKey,
        schema: voicesSchema,
        classify: classifyCartesia,
        signal,
      });
      voices = (Array.isArray(answer) ? answer : answer.data).map(({ id, name, language: spoken }) => ({
        id,
        name: `${name ?? id}${spoken == null ? '' : ` (${spoken})`}`,
      }));
      return voices;
    },
    close: () => {
      sockets.close();
    },
  };
}

/** Says a word with the connection's model and voice. */
export async function testCartesiaConnection(
  options: CartesiaOptions,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  const tts = createCartesiaTts(options);
  try {
    return [
      await testStage('tts', VENDOR, () => hearSomething(VENDOR, tts.synthesize('Hello.', {}, signal))),
    ];
  } finally {
    tts.close();
  }
}
