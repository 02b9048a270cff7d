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
import { BASE_URL, classifyElevenLabs, elevenLabsProtocol, VENDOR } from './protocol.ts';

export interface ElevenLabsOptions {
  /** Connection or preset id, as usage and cost name it. */
  provider: string;
  apiKey: string;
  /** E.g. `eleven_flash_v2_5`. */
  model: string;
  /** Voice id; `DEFAULT_VOICE` when absent. */
  voice?: string | undefined;
  /** BCP 47; models that find the language by themselves are not told. */
  language?: string | null | undefined;
  /** `https://api.elevenlabs.io` or a residency's address. */
  baseUrl?: string | undefined;
  deadlines?: Partial<SpeechDeadlines> | undefined;
  connectTimeoutMs?: number | undefined;
  heartbeatMs?: number | undefined;
}

/** Some of the voices that every account has. Source: elevenlabs.io/docs, "Default voices". */
const DEFAULT_VOICES: readonly Voice[] = [
  { id: 'EXAVITQu4vr4xnSDxMaL', name: 'Sarah (American English, female)' },
  { id: 'cgSgspJ2msm6clMCkdW9', name: 'Jessica (American English, female)' },
  { id: 'nPczCjzI2devNBz1zQrb', name: 'Brian (American English, male)' },
  { id: 'Xb7hH8MSUJpSbSDYk0k2', name: 'Alice (British English, female)' },
  { id: 'JBFqnCBsd6RMkjVDRZzb', name: 'George (British English, male)' },
  { id: 'IKne3meq5aSn9XLyUdCD', name: 'Charlie (Australian English, male)' },
];
const DEFAULT_VOICE = 'EXAVITQu4vr4xnSDxMaL';

const voicesSchema = z.looseObject({
  voices: z.array(
    z.looseObject({
      voice_id: z.string(),
      name: z.string().nullish(),
      labels: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});

export function createElevenLabsTts(options: ElevenLabsOptions): HostedTts {
  const { model, language = null, baseUrl = BASE_URL } = options;
  const apiKey = options.apiKey.trim();
  const sockets = new SpeechSockets(elevenLabsProtocol({ apiKey, model, language, baseUrl }), {
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
        url: pageUrl(VENDOR, baseUrl, '/v1/voices'),
        headers: { 'xi-api-key': apiKey },
        secret: apiKey,
        schema: voicesSchema,
        classify: classifyElevenLabs,
        signal,
      });
      voices = answer.voices.map(({ voice_id: id, name, labels }) => {
        const traits = [labels?.['accent'], labels?.['gender']].filter((trait) => typeof trait === 'string');
        return { id, name: `${name ?? id}${traits.length > 0 ? ` (${traits.join(', ')})` : ''}` };
      });
      return voices;
    },
    close: () => {
      sockets.close();
    },
  };
}

/** Says a word with the connection's model and voice. */
export async function testElevenLabsConnection(
  options: ElevenLabsOptions,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  const tts = createElevenLabsTts(options);
  try {
    return [
      await testStage('tts', VENDOR, () => hearSomething(VENDOR, tts.synthesize('Hello.', {}, signal))),
    ];
  } finally {
    tts.close();
  }
}
