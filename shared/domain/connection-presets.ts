/** Every vendor and server that a connection can be made to: those that speak OpenAI's protocol, and those with their own. */
import type { Connection } from './connections.ts';
import { openAiPresets, type OpenAiPreset } from './provider-presets.ts';
import type { ProviderStage } from './providers.ts';

export const streamingPresetIds = ['deepgram', 'elevenlabs', 'cartesia', 'azure-speech'] as const;
export type StreamingPresetId = (typeof streamingPresetIds)[number];

export type ConnectionPreset = Omit<OpenAiPreset, 'id'> & {
  id: OpenAiPreset['id'] | StreamingPresetId;
  /** What has to be filled in beside the key. */
  asks: readonly ('base_url' | 'region' | 'api_version')[];
};

/** Model names are those of the vendors' own lists as of 2026-11; any other may be typed in. */
const streamingPresets: readonly ConnectionPreset[] = [
  {
    id: 'deepgram',
    name: 'Deepgram',
    kind: 'hosted',
    baseUrl: 'https://api.deepgram.com',
    stages: ['stt'],
    needsKey: true,
    keyUrl: 'https://console.deepgram.com',
    keyVariable: 'DEEPGRAM_API_KEY',
    docsUrl: 'https://developers.deepgram.com/reference/speech-to-text/listen-streaming',
    models: { stt: ['nova-3', 'nova-2', 'nova-2-phonecall'] },
    asks: [],
  },
  {
    id: 'elevenlabs',
    name: 'ElevenLabs',
    kind: 'hosted',
    baseUrl: 'https://api.elevenlabs.io',
    stages: ['tts'],
    needsKey: true,
    keyUrl: 'https://elevenlabs.io/app/settings/api-keys',
    keyVariable: 'ELEVENLABS_API_KEY',
    docsUrl:
      'https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-stream-input',
    models: { tts: ['eleven_flash_v2_5', 'eleven_turbo_v2_5', 'eleven_multilingual_v2'] },
    asks: [],
  },
  {
    id: 'cartesia',
    name: 'Cartesia',
    kind: 'hosted',
    baseUrl: 'https://api.cartesia.ai',
    stages: ['tts'],
    needsKey: true,
    keyUrl: 'https://play.cartesia.ai/keys',
    keyVariable: 'CARTESIA_API_KEY',
    docsUrl: 'https://docs.cartesia.ai/api-reference/tts/websocket',
    models: { tts: ['sonic-3', 'sonic-2', 'sonic-turbo'] },
    asks: [],
  },
  {
    id: 'azure-speech',
    name: 'Azure Speech',
    kind: 'hosted',
    baseUrl: '',
    stages: ['stt', 'tts'],
    needsKey: true,
    keyUrl:
      'https://portal.azure.com/#view/Microsoft_Azure_ProjectOxford/CognitiveServicesHub/~/SpeechServices',
    keyVariable: 'AZURE_SPEECH_KEY',
    docsUrl: 'https://learn.microsoft.com/azure/ai-services/speech-service',
    // Their names are Parley's: the vendor has one of each.
    models: { stt: ['conversation'], tts: ['neural'] },
    asks: ['region'],
  },
];

export const connectionPresets: readonly ConnectionPreset[] = [
  ...openAiPresets.map((preset): ConnectionPreset => ({ ...preset, asks: asksOf(preset) })),
  ...streamingPresets,
];

function asksOf({ id, kind }: OpenAiPreset): ConnectionPreset['asks'] {
  if (id === 'azure-openai') return ['base_url', 'api_version'];
  return kind === 'hosted' ? [] : ['base_url'];
}

export function connectionPreset(id: string): ConnectionPreset | null {
  return connectionPresets.find((preset) => preset.id === id) ?? null;
}

/** The stages that a connection serves; none where this version does not know its preset. */
export function stagesOf({ preset }: Pick<Connection, 'preset'>): readonly ProviderStage[] {
  return connectionPreset(preset)?.stages ?? [];
}
