/** The providers of one call, one a stage. */
import type { LanguageModel } from '../providers/spec/llm.ts';
import type { SpeechToText } from '../providers/spec/stt.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';
import type { VoiceActivityDetector } from '../providers/spec/vad.ts';

export interface CallProviders {
  vad: VoiceActivityDetector;
  stt: SpeechToText;
  llm: LanguageModel;
  tts: TextToSpeech;
}

/** `provider/model`, as events and screens name it. */
export function providerName({ provider, model }: { provider: string; model: string }): string {
  return `${provider}/${model}`;
}

/** `provider|||model`, the key in `usage_info`. */
export function usageKey({ provider, model }: { provider: string; model: string }): string {
  return `${provider}|||${model}`;
}

/** The same from `providerName`, which is all that a run's first event tells. */
export function usageKeyOfName(name: string): string {
  return name.replace('/', '|||');
}
