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
import { BASE_URL, classifyElevenLabs, elevenLabsProtocol, VENDOR } from './protocol.ts';

/** Some of the voices that every account has. Source: elevenlabs.io/docs, "Default voices". */
const KNOWN_VOICES: SocketVoiceVendor['voices'] = [
  { id: 'EXAVITQu4vr4xnSDxMaL', name: 'Sarah (American English, female)' },
  { id: 'cgSgspJ2msm6clMCkdW9', name: 'Jessica (American English, female)' },
  { id: 'nPczCjzI2devNBz1zQrb', name: 'Brian (American English, male)' },
  { id: 'Xb7hH8MSUJpSbSDYk0k2', name: 'Alice (British English, female)' },
  { id: 'JBFqnCBsd6RMkjVDRZzb', name: 'George (British English, male)' },
  { id: 'IKne3meq5aSn9XLyUdCD', name: 'Charlie (Australian English, male)' },
];
const voicesSchema = z.looseObject({
  voices: z.array(
    z.looseObject({
      voice_id: z.string(),
      name: z.string().nullish(),
      labels: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});

/**
 * Models are the vendor's, e.g. `eleven_flash_v2_5`; those that find the language by themselves are not told. `baseUrl`:
 * `https://api.elevenlabs.io` or a residency's address.
 */
export function createElevenLabsTts(options: SocketVoiceOptions): HostedTts {
  const { model, language = null, baseUrl = BASE_URL } = options;
  const apiKey = options.apiKey.trim();
  return createSocketVoice(options, {
    protocol: elevenLabsProtocol({ apiKey, model, language, baseUrl }),
    voices: KNOWN_VOICES,
    listVoices: async (signal) => {
      const answer = await getJson({
        vendor: VENDOR,
        url: pageUrl(VENDOR, baseUrl, '/v1/voices'),
        headers: { 'xi-api-key': apiKey },
        secret: apiKey,
        schema: voicesSchema,
        classify: classifyElevenLabs,
        signal,
      });
      return answer.voices.map(({ voice_id: id, name, labels }) => {
        const traits = [labels?.['accent'], labels?.['gender']].filter((trait) => typeof trait === 'string');
        return { id, name: `${name ?? id}${traits.length > 0 ? ` (${traits.join(', ')})` : ''}` };
      });
    },
  });
}

/** Says a word with the connection's model and voice. */
export function testElevenLabsConnection(
  options: SocketVoiceOptions,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  return testVoice(VENDOR, createElevenLabsTts(options), signal);
}
