/**
 * How each server departs from OpenAI's protocol, as data. Where a server turns down something that is optional, the
 * adapter learns that too (adjustments.ts); what stands here saves the wasted request.
 */
import type { OpenAiPresetId } from '#shared/domain/provider-presets.ts';

/** How a whole answer is asked for as JSON. `prompt`: by words alone. */
export type JsonMode = 'json-schema' | 'json-object' | 'prompt';

export interface Quirks {
  /** Header that carries the key. `bearer` is `Authorization: Bearer KEY`. */
  keyHeader: 'bearer' | 'api-key';
  jsonMode: JsonMode;
  maxTokensKey: 'max_tokens' | 'max_completion_tokens';
  /** Is usage asked for (`stream_options`)? Servers that give it anyway may turn the question down. */
  asksForUsage: boolean;
  /** A function without arguments: its empty schema is sent, or left out where it would be turned down. */
  emptyParameters: 'send' | 'omit';
  /** Form of tool call ids that the server takes. */
  toolCallIds: 'any' | 'nine-alphanumerics';
  /** Gives the models that match little or no time to think aloud: a caller waits. */
  reasoning: { models: RegExp; effort: string } | null;
  /** Calls of the models that match must come back with the signature that came with them. */
  thoughtSignatures: RegExp | null;
  transcription: {
    /** What `response_format` is asked for; null where the server knows no such field. */
    format: (model: string) => 'verbose_json' | 'json' | null;
    /** Does the model stream its transcript by server-sent events? */
    streams: (model: string) => boolean;
    /** Is the model reached through the realtime WebSocket? */
    realtime: (model: string) => boolean;
    logprobs: (model: string) => boolean;
    /** Does `prompt` tell the model of words to expect, rather than what was said before? */
    vocabulary: (model: string) => boolean;
  };
  speech: {
    format: 'pcm' | 'wav';
    /** Rate of headerless PCM. */
    rateHz: number;
  };
  /** A local server may have to load the model before its first answer. */
  firstEventMs: number;
}

const never = (): boolean => false;

const plain: Quirks = {
  keyHeader: 'bearer',
  jsonMode: 'json-object',
  maxTokensKey: 'max_tokens',
  asksForUsage: true,
  emptyParameters: 'send',
  toolCallIds: 'any',
  reasoning: null,
  thoughtSignatures: null,
  transcription: {
    format: () => 'verbose_json',
    streams: never,
    realtime: never,
    logprobs: never,
    vocabulary: never,
  },
  speech: { format: 'pcm', rateHz: 24_000 },
  firstEventMs: 15_000,
};

const local: Quirks = { ...plain, firstEventMs: 60_000 };

/** `gpt-4o-transcribe` and its family, `gpt-transcribe`: JSON without segments. */
const transcribes = /transcribe/;

/** https://developers.openai.com/api/docs/guides/speech-to-text */
const openAi: Quirks = {
  ...plain,
  jsonMode: 'json-schema',
  maxTokensKey: 'max_completion_tokens',
  reasoning: { models: /^(?:gpt-[5-9]|o\d)/, effort: 'none' },
  transcription: {
    format: (model) => (transcribes.test(model) ? 'json' : 'verbose_json'),
    streams: (model) => transcribes.test(model),
    realtime: (model) => /^gpt-(?:realtime-whisper|live-transcribe)/.test(model),
    logprobs: (model) => /^gpt-4o.*transcribe/.test(model),
    vocabulary: (model) => /^gpt-4o.*transcribe/.test(model),
  },
};

const quirks: Record<OpenAiPresetId, Quirks> = {
  openai: openAi,
  /** https://learn.microsoft.com/azure/ai-foundry/openai/reference; a deployment's name need not tell its model. */
  'azure-openai': { ...openAi, keyHeader: 'api-key' },
  /** `response_format` is ignored: https://platform.claude.com/docs/en/api/openai-sdk */
  anthropic: { ...plain, jsonMode: 'prompt' },
  /** https://ai.google.dev/gemini-api/docs/openai and /thought-signatures */
  gemini: {
    ...plain,
    emptyParameters: 'omit',
    reasoning: { models: /^gemini/, effort: 'none' },
    thoughtSignatures: /^(?:models\/)?gemini-(?:[3-9]|flash-(?:lite-)?latest|pro-latest)/,
  },
  /** Speech comes as WAV only: https://console.groq.com/docs/text-to-speech */
  groq: {
    ...plain,
    maxTokensKey: 'max_completion_tokens',
    reasoning: { models: /gpt-oss/, effort: 'low' },
    speech: { format: 'wav', rateHz: 24_000 },
  },
  /** https://docs.mistral.ai/api: ids are [a-zA-Z0-9]{9}; transcriptions know no `response_format`. */
  mistral: {
    ...plain,
    jsonMode: 'json-schema',
    asksForUsage: false,
    toolCallIds: 'nine-alphanumerics',
    transcription: { ...plain.transcription, format: () => null },
  },
  openrouter: plain,
  ollama: { ...local, jsonMode: 'json-schema' },
  'lm-studio': { ...local, jsonMode: 'json-schema' },
  vllm: {
    ...local,
    jsonMode: 'json-schema',
    transcription: { ...plain.transcription, format: () => 'json' },
  },
  'llama-cpp': { ...local, jsonMode: 'json-schema' },
  speaches: local,
  kokoro: local,
  other: local,
};

export function quirksOf(preset: OpenAiPresetId): Quirks {
  return quirks[preset];
}
