/** How a transcript names that one provider gave way to the next. */
import type { ProviderStage } from './providers.ts';
import type { RunEventPayload } from './run-event.ts';

const stageNames: Readonly<Record<ProviderStage, string>> = {
  stt: 'Recognition',
  llm: 'Model',
  tts: 'Voice',
};

export interface FallbackWords {
  stage: string;
  /** `openai/gpt → groq/llama` */
  change: string;
  /** `did not answer within 4 s` */
  reason: string;
}

export function fallbackWords({
  stage,
  from,
  to,
  message,
}: Pick<RunEventPayload<'provider-fallback'>, 'stage' | 'from' | 'to' | 'message'>): FallbackWords {
  return {
    stage: stageNames[stage],
    change: `${from} → ${to ?? 'nobody left'}`,
    reason: whatHappened(message, from),
  };
}

/** The first sentence without its full stop; and without its subject (`OpenAI (gpt) …`, `openai/gpt …`), which `from` names already. */
function whatHappened(message: string, from: string): string {
  const [sentence = ''] = message.split(/(?<=[.!?])\s+(?=[\p{Lu}“])/u);
  const said = sentence.startsWith(`${from} `) ? sentence.slice(from.length + 1) : sentence;
  return said
    .replace(/\.$/, '')
    .replace(/^(?:[^()“”:]{1,60} \([^()]{1,120}\)|It) (?=\p{Ll})/u, '')
    .replace(/^(?:The|There|This) /, (word) => word.toLowerCase());
}
