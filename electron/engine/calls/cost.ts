/** What a run cost. Prices are US dollars; a provider without a known price costs null, never 0. */
import type { CostInfo, LlmUsage, UsageInfo } from '#shared/domain/run.ts';

/** Providers that run on this machine and cost nothing. */
const freeProviders = new Set(['rehearsal', 'grammar', 'flite', 'silero']);

type CostLine = CostInfo['lines'][number];

/** `usage` keys are `provider|||model`. */
export function costOf(usage: UsageInfo): CostInfo {
  const lines: CostLine[] = [
    ...Object.entries(usage.llm).map(([key, llm]: [string, LlmUsage]) =>
      line('llm', key, llm.total_tokens, 'tokens'),
    ),
    ...Object.entries(usage.tts).map(([key, characters]) => line('tts', key, characters, 'characters')),
    ...Object.entries(usage.stt).map(([key, seconds]) => line('stt', key, seconds, 'seconds')),
  ];
  let total: number | null = 0;
  for (const { usd } of lines) total = total === null || usd === null ? null : total + usd;
  return { total_usd: total, lines };
}

function line(kind: CostLine['kind'], key: string, quantity: number, unit: CostLine['unit']): CostLine {
  const [provider = key, model = ''] = key.split('|||');
  return { kind, provider, model, quantity, unit, usd: freeProviders.has(provider) ? 0 : null };
}
