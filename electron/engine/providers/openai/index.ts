/** OpenAI's interface and those that are like it: chat completions, transcription and speech. */
export { createOpenAiChat, type OpenAiChat, type OpenAiChatOptions } from './chat.ts';
export { chatBodyPreview } from './preview-body.ts';
export { createOpenAiSpeech, type OpenAiSpeech, type OpenAiSpeechOptions } from './speech.ts';
export { createOpenAiTranscription } from './transcription.ts';
export type { OpenAiTranscription } from './transcription-adapter.ts';
export type { Deadlines, OpenAiConnectionOptions, OpenAiOptions } from './options.ts';
export { listOpenAiModels } from './models.ts';
export { testOpenAiConnection, type OpenAiTestOptions } from './test-connection.ts';
