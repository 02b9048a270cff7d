/**
 * The vendors and servers that speak OpenAI's protocol: what the settings screen offers when a connection is added. How
 * each of them departs from the protocol is the adapter's business (`engine/providers/openai/presets.ts`).
 *
 * Model names are those of the vendors' own lists as of 2026-11; any other name may be typed in.
 */
import type { ProviderStage } from './providers.ts';

export const openAiPresetIds = [
  'openai',
  'azure-openai',
  'anthropic',
  'gemini',
  'groq',
  'mistral',
  'openrouter',
  'ollama',
  'lm-studio',
  'vllm',
  'llama-cpp',
  'speaches',
  'kokoro',
  'other',
] as const;
export type OpenAiPresetId = (typeof openAiPresetIds)[number];

export interface PresetVoice {
  id: string;
  /** For a person. */
  name: string;
}

export interface OpenAiPreset {
  id: OpenAiPresetId;
  /** The vendor or server, as a person knows it. */
  name: string;
  /** `hosted`: an account on the internet. `local`: a server that the person runs. */
  kind: 'hosted' | 'local' | 'other';
  /** Where it usually is; empty where only the person can know. */
  baseUrl: string;
  /** What a base URL looks like, where `baseUrl` is empty. */
  baseUrlExample?: string;
  stages: readonly ProviderStage[];
  needsKey: boolean;
  /** The vendor's page on which keys are made; null for a server without keys. */
  keyUrl: string | null;
  /** The environment variable in which the vendor's own tools look for the key. */
  keyVariable: string | null;
  /** The vendor's description of the interface. */
  docsUrl: string;
  /** The first of a stage is the default; none where it depends on what is installed there. */
  models: Partial<Record<ProviderStage, readonly string[]>>;
  /** Voices of the default speech model; the first is the default. */
  voices?: readonly PresetVoice[];
  /** For a local server: how it is started. */
  startWith?: string;
}

const named = (...ids: string[]): PresetVoice[] =>
  ids.map((id) => ({ id, name: id.charAt(0).toUpperCase() + id.slice(1) }));

const openAiVoices = named(
  'marin',
  'cedar',
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
);

/** Of Kokoro-82M: the first letter is the accent, the second the sex. */
const kokoroVoices: PresetVoice[] = [
  { id: 'af_heart', name: 'Heart (US English, female)' },
  { id: 'af_bella', name: 'Bella (US English, female)' },
  { id: 'af_nicole', name: 'Nicole (US English, female)' },
  { id: 'am_michael', name: 'Michael (US English, male)' },
  { id: 'am_fenrir', name: 'Fenrir (US English, male)' },
  { id: 'am_puck', name: 'Puck (US English, male)' },
  { id: 'bf_emma', name: 'Emma (British English, female)' },
  { id: 'bm_george', name: 'George (British English, male)' },
  { id: 'ef_dora', name: 'Dora (Spanish, female)' },
  { id: 'ff_siwis', name: 'Siwis (French, female)' },
];

export const openAiPresets: readonly OpenAiPreset[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    kind: 'hosted',
    baseUrl: 'https://api.openai.com/v1',
    stages: ['stt', 'llm', 'tts'],
    needsKey: true,
    keyUrl: 'https://platform.openai.com/api-keys',
    keyVariable: 'OPENAI_API_KEY',
    docsUrl: 'https://developers.openai.com/api/reference',
    models: {
      stt: [
        'gpt-realtime-whisper',
        'gpt-transcribe',
        'gpt-4o-mini-transcribe',
        'gpt-4o-transcribe',
        'whisper-1',
      ],
      llm: ['gpt-5.4-mini', 'gpt-5.4', 'gpt-6-luna', 'gpt-4.1-mini'],
      tts: ['gpt-4o-mini-tts', 'tts-1'],
    },
    voices: openAiVoices,
  },
  {
    id: 'azure-openai',
    name: 'Azure OpenAI',
    kind: 'hosted',
    baseUrl: '',
    baseUrlExample: 'https://RESOURCE.openai.azure.com/openai/v1',
    stages: ['stt', 'llm', 'tts'],
    needsKey: true,
    keyUrl: 'https://portal.azure.com/#view/Microsoft_Azure_ProjectOxford/CognitiveServicesHub/~/OpenAI',
    keyVariable: 'AZURE_OPENAI_API_KEY',
    docsUrl: 'https://learn.microsoft.com/azure/ai-foundry/openai/reference',
    // A model is named by its deployment there.
    models: {},
    voices: openAiVoices,
  },
  {
    id: 'anthropic',
    name: 'Anthropic',
    kind: 'hosted',
    baseUrl: 'https://api.anthropic.com/v1',
    stages: ['llm'],
    needsKey: true,
    keyUrl: 'https://platform.claude.com/settings/keys',
    keyVariable: 'ANTHROPIC_API_KEY',
    docsUrl: 'https://platform.claude.com/docs/en/api/openai-sdk',
    models: { llm: ['claude-haiku-4-5', 'claude-sonnet-4-6'] },
  },
  {
    id: 'gemini',
    name: 'Google Gemini',
    kind: 'hosted',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    stages: ['llm'],
    needsKey: true,
    keyUrl: 'https://aistudio.google.com/apikey',
    keyVariable: 'GEMINI_API_KEY',
    docsUrl: 'https://ai.google.dev/gemini-api/docs/openai',
    models: { llm: ['gemini-flash-latest', 'gemini-flash-lite-latest'] },
  },
  {
    id: 'groq',
    name: 'Groq',
    kind: 'hosted',
    baseUrl: 'https://api.groq.com/openai/v1',
    stages: ['stt', 'llm', 'tts'],
    needsKey: true,
    keyUrl: 'https://console.groq.com/keys',
    keyVariable: 'GROQ_API_KEY',
    docsUrl: 'https://console.groq.com/docs/openai',
    models: {
      stt: ['whisper-large-v3-turbo', 'whisper-large-v3'],
      llm: ['openai/gpt-oss-20b', 'openai/gpt-oss-120b', 'llama-3.3-70b-versatile'],
      tts: ['canopylabs/orpheus-v1-english'],
    },
    voices: named('autumn', 'diana', 'hannah', 'austin', 'daniel', 'troy'),
  },
  {
    id: 'mistral',
    name: 'Mistral',
    kind: 'hosted',
    baseUrl: 'https://api.mistral.ai/v1',
    stages: ['stt', 'llm'],
    needsKey: true,
    keyUrl: 'https://console.mistral.ai/api-keys',
    keyVariable: 'MISTRAL_API_KEY',
    docsUrl: 'https://docs.mistral.ai/api',
    models: {
      stt: ['voxtral-mini-latest'],
      llm: ['mistral-small-latest', 'mistral-medium-latest', 'mistral-large-latest'],
    },
  },
  {
    id: 'openrouter',
    name: 'OpenRouter',
    kind: 'hosted',
    baseUrl: 'https://openrouter.ai/api/v1',
    stages: ['llm'],
    needsKey: true,
    keyUrl: 'https://openrouter.ai/settings/keys',
    keyVariable: 'OPENROUTER_API_KEY',
    docsUrl: 'https://openrouter.ai/docs/api-reference/overview',
    models: { llm: ['openai/gpt-5.4-mini', 'anthropic/claude-haiku-4.5'] },
  },
  {
    id: 'ollama',
    name: 'Ollama',
    kind: 'local',
    baseUrl: 'http://localhost:11434/v1',
    stages: ['llm'],
    needsKey: false,
    keyUrl: null,
    keyVariable: null,
    docsUrl: 'https://docs.ollama.com/api/openai-compatibility',
    models: { llm: ['llama3.2', 'qwen2.5', 'mistral-nemo'] },
    startWith: 'ollama serve',
  },
  {
    id: 'lm-studio',
    name: 'LM Studio',
    kind: 'local',
    baseUrl: 'http://localhost:1234/v1',
    stages: ['llm'],
    needsKey: false,
    keyUrl: null,
    keyVariable: null,
    docsUrl: 'https://lmstudio.ai/docs/developer/openai-compat',
    models: {},
    startWith: 'lms server start',
  },
  {
    id: 'vllm',
    name: 'vLLM',
    kind: 'local',
    baseUrl: 'http://localhost:8000/v1',
    stages: ['llm', 'stt'],
    needsKey: false,
    keyUrl: null,
    keyVariable: null,
    docsUrl: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
    models: {},
    startWith: 'vllm serve MODEL --enable-auto-tool-choice --tool-call-parser PARSER',
  },
  {
    id: 'llama-cpp',
    name: 'llama.cpp server',
    kind: 'local',
    baseUrl: 'http://localhost:8080/v1',
    stages: ['llm'],
    needsKey: false,
    keyUrl: null,
    keyVariable: null,
    docsUrl: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
    models: {},
    startWith: 'llama-server --jinja -m MODEL.gguf',
  },
  {
    id: 'speaches',
    name: 'speaches',
    kind: 'local',
    baseUrl: 'http://localhost:8000/v1',
    stages: ['stt', 'tts'],
    needsKey: false,
    keyUrl: null,
    keyVariable: null,
    docsUrl: 'https://speaches.ai',
    models: {
      stt: ['Systran/faster-whisper-small', 'Systran/faster-distil-whisper-small.en'],
      tts: ['speaches-ai/Kokoro-82M-v1.0-ONNX'],
    },
    voices: kokoroVoices,
    startWith: 'docker run -p 8000:8000 ghcr.io/speaches-ai/speaches:latest-cpu',
  },
  {
    id: 'kokoro',
    name: 'Kokoro-FastAPI',
    kind: 'local',
    baseUrl: 'http://localhost:8880/v1',
    stages: ['tts'],
    needsKey: false,
    keyUrl: null,
    keyVariable: null,
    docsUrl: 'https://github.com/remsky/Kokoro-FastAPI',
    models: { tts: ['kokoro'] },
    voices: kokoroVoices,
    startWith: 'docker run -p 8880:8880 ghcr.io/remsky/kokoro-fastapi-cpu:latest',
  },
  {
    id: 'other',
    name: 'Another OpenAI-compatible server',
    kind: 'other',
    baseUrl: '',
    baseUrlExample: 'http://localhost:8000/v1',
    stages: ['stt', 'llm', 'tts'],
    needsKey: false,
    keyUrl: null,
    keyVariable: null,
    docsUrl: 'https://developers.openai.com/api/reference',
    models: {},
  },
];

export function openAiPreset(id: OpenAiPresetId): OpenAiPreset {
  const preset = openAiPresets.find((each) => each.id === id);
  if (!preset) throw new RangeError(`There is no preset "${id}".`);
  return preset;
}
