/** The voice of the port: text as SSML, and the resource's voices. */
import { z } from 'zod';
import type { HostedTts } from '../spec/hosted-tts.ts';
import type { Voice } from '../spec/tts.ts';
import { defaultSpeechDeadlines, type SpeechDeadlines } from '../wire/audio-queue.ts';
import { getJson } from '../wire/rest.ts';
import { Speakers } from './speakers.ts';
import { classifyAzure, VENDOR, voicesUrl, type AzureAccount } from './speech-account.ts';

export interface AzureTtsOptions extends AzureAccount {
  /** Connection or preset id, as usage and cost name it. */
  provider: string;
  /** For usage and cost only: the voice names the model. Default `neural`. */
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
  const account = { ...options, apiKey: options.apiKey.trim() };
  const speakers = new Speakers(account, { ...defaultSpeechDeadlines, ...options.deadlines });
  let voices = DEFAULT_VOICES;
  return {
    provider: options.provider,
    model: options.model === undefined || options.model === '' ? 'neural' : options.model,
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
        url: voicesUrl(account),
        headers: { 'ocp-apim-subscription-key': account.apiKey },
        secret: account.apiKey,
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
