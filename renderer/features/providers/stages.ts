/** The stages of a call in a person's words, and the vendors' names. */
import { connectionPreset } from '#shared/domain/connection-presets.ts';
import type { EffectiveStage } from '#shared/bridge/connections.ts';
import type { ProviderStage } from '#shared/domain/providers.ts';

export const stageNames: Record<ProviderStage, string> = {
  stt: 'Speech to text',
  llm: 'Model',
  tts: 'Voice',
};

export const stageNotes: Record<ProviderStage, string> = {
  stt: 'Understands the caller.',
  llm: 'Decides what the agent says.',
  tts: 'Speaks it.',
};

export function presetName(id: string): string {
  return connectionPreset(id)?.name ?? id;
}

/** `OpenAI gpt-5.4-mini`: who would answer, and after how many others it would be called on. */
export function answererText({ chain }: EffectiveStage): string {
  const first = chain.find(({ problem }) => problem === null);
  if (!first) return 'Nobody: see Settings → Providers';
  // The built-in ones have one model each, whose name says nothing more.
  const isBuiltIn = ['grammar', 'rehearsal', 'flite'].includes(first.connection);
  return isBuiltIn || first.model === null
    ? first.connection_name
    : `${first.connection_name} ${first.model}`;
}
