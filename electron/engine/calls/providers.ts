/** The providers of one call, one a stage; each may be a chain of several. */
import type { Subscribe } from '../base/event.ts';
import type { ProviderFallback } from '../providers/chain/index.ts';
import type { LanguageModel } from '../providers/spec/llm.ts';
import type { NoiseSuppression } from '../providers/spec/noise-suppression.ts';
import type { SpeechToText } from '../providers/spec/stt.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';
import type { VoiceActivityDetector } from '../providers/spec/vad.ts';

export interface CallProviders {
  vad: VoiceActivityDetector;
  stt: SpeechToText;
  llm: LanguageModel;
  tts: TextToSpeech;
  /** Absent: noise stays. */
  noise?: NoiseSuppression;
  /** Chosen by the agent, but cannot be used: told in the run before the call begins. */
  leftOut?: readonly ProviderFallback[];
  /** During the call, one gave way to another. */
  onFallback?: Subscribe<ProviderFallback>;
  /** What each was really used for, by `usageKey`; absent: all of it goes to the one provider of the stage. */
  used?: { ttsCharacters: ReadonlyMap<string, number>; sttSeconds: ReadonlyMap<string, number> };
  /** Voice of the first in the chain, when the choice names one: goes before the agent's and the studio's. */
  ttsVoice?: string | null;
  /** Gives back what the call has used; nothing of it may be used afterwards. */
  release?: () => void;
  /** One of them is a vendor's server: its answers come when they come, whatever else is asked. */
  isHosted?: boolean;
}

/** `provider/model`, as events and screens name it. */
export function providerName({ provider, model }: { provider: string; model: string }): string {
  return `${provider}/${model}`;
}

/** The `usageKey` of a `providerName`, which is all that a run's first event tells. */
export function usageKeyOfName(name: string): string {
  return name.replace('/', '|||');
}
