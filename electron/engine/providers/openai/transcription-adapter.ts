import type { SpeechToText } from '../spec/stt.ts';

export type OpenAiTranscription = SpeechToText & {
  /** Opens a connection now, so that the first utterance does not wait for it; false when there is none to be had. */
  warm(): Promise<boolean>;
  /** Closes every connection; utterances under way fail. */
  close(): void;
};
