/** The adapter: a port's text to the vendor's contexts, and the account's voices. */
import { z } from 'zod';
import type { ConnectionTestResult } from '../spec/connection-test.ts';
import type { HostedTts } from '../spec/hosted-tts.ts';
import { pageUrl } from '../wire/address.ts';
import { getJson } from '../wire/rest.ts';
import {
  createSocketVoice,
  testVoice,
  type SocketVoiceOptions,
  type SocketVoiceVendor,
} from '../wire/socket-voice.ts';
import { BASE_URL, cartesiaHeaders, cartesiaProtocol, classifyCartesia, VENDOR } from './protocol.ts';

/** The voices of the vendor's own examples, until the account's are asked for. */
const KNOWN_VOICES: SocketVoiceVendor['voices'] = [
  { id: 'a0e99841-438c-4a64-b679-ae501e7d6091', name: 'Barbershop Man (English)' },
  { id: '694f9389-aac1-45b6-b726-9d9369183238', name: 'Sarah (English)' },
];
const voiceSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  language: z.string().nullish(),
});
/** A page since version 2025; a bare list before. */
const voicesSchema = z.union([z.looseObject({ data: z.array(voiceSchema) }), z.array(voiceSchema)]);

/** Models are the vendor's, e.g. `sonic-3`. Of the language the vendor is told the first part. */
export function createCartesiaTts(options: SocketVoiceOptions): HostedTts {
  const { model, language = null, baseUrl = BASE_URL } = options;
  const apiKey = options.apiKey.trim();
  return createSocketVoice(options, {
    protocol: cartesiaProtocol({ apiKey, model, language, baseUrl }),
    voices: KNOWN_VOICES,
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
      return (Array.isArray(answer) ? answer : answer.data).map(({ id, name, language: spoken }) => ({
        id,
        name: `${name ?? id}${spoken == null ? '' : ` (${spoken})`}`,
      }));
    },
  });
}

/** Says a word with the connection's model and voice. */
export function testCartesiaConnection(
  options: SocketVoiceOptions,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  return testVoice(VENDOR, createCartesiaTts(options), signal);
}
