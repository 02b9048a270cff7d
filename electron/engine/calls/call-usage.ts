/** What a call has used of its providers, for its cost. */
import { type LlmUsage, type UsageInfo, usageKey } from '#shared/domain/run.ts';
import type { CallProviders } from './providers.ts';

export interface CallAmounts {
  /** Tokens by `provider|||model`. */
  llm: ReadonlyMap<string, LlmUsage>;
  ttsCharacters: number;
  /** Of audio that was recognised. */
  sttSeconds: number;
  durationMs: number;
}

/** Where several providers took turns they know who did what; otherwise all of it is the one's. */
export function usageOf({ used, tts, stt }: CallProviders, amounts: CallAmounts): UsageInfo {
  return {
    llm: Object.fromEntries(amounts.llm),
    tts: used ? Object.fromEntries(used.ttsCharacters) : whole(tts, amounts.ttsCharacters),
    stt: used ? Object.fromEntries(used.sttSeconds) : whole(stt, amounts.sttSeconds),
    call_duration_seconds: amounts.durationMs / 1000,
  };
}

function whole(provider: { provider: string; model: string }, amount: number): Record<string, number> {
  return amount > 0 ? { [usageKey(provider)]: amount } : {};
}
