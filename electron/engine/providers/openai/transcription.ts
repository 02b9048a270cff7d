/** Speech recognition as the port: posted when an utterance is over, or streamed while it is spoken, as the model wants it. */
import type { OpenAiOptions } from './options.ts';
import { PostedTranscription } from './posted-transcription.ts';
import { quirksOf } from './presets.ts';
import { RealtimeTranscription } from './realtime-transcription.ts';
import type { OpenAiTranscription } from './transcription-adapter.ts';

/** Throws ConfigError when the base URL is not one. */
export function createOpenAiTranscription(options: OpenAiOptions): OpenAiTranscription {
  if (quirksOf(options.preset).transcription.realtime(options.model))
    return new RealtimeTranscription(options);
  return new PostedTranscription(options);
}
