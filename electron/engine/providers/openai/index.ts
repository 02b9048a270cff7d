/** OpenAI's interface and those that are like it: chat completions, transcription and speech. */
export { createOpenAiChat, type OpenAiChat, type OpenAiChatOptions } from './chat.ts';
export type { Deadlines, OpenAiConnectionOptions, OpenAiOptions } from './options.ts';
