/** What a run cost, line by line. Prices are US dollars; what has no known price costs null, never 0. */
import { builtInConnections } from '#shared/domain/connections.ts';
import { connectionPreset } from '#shared/domain/connection-presets.ts';
import { findPrice, noPrices, type PriceBook } from '#shared/domain/prices.ts';
import type { CostInfo, LlmUsage, UsageInfo } from '#shared/domain/run.ts';

type CostLine = CostInfo['lines'][number];

/** What carries a telephone call: the trunk's name, and what it takes; null where that is not known. */
export interface CarrierPrice {
  name: string;
  usdPerMinute: number | null;
}

interface Priced {
  provider: string;
  model: string;
  preset: string;
}

/**
 * Keys of `usage` are `provider|||model`. Tokens written to a vendor's cache and read from it are part of its prompt
 * tokens, as all vendors of this protocol count them; each kind is a line of its own.
 */
export function costOf(usage: UsageInfo, book: PriceBook = noPrices, carrier?: CarrierPrice): CostInfo {
  const lines: CostLine[] = [
    ...Object.entries(usage.llm).flatMap(([key, tokens]) => modelLines(book, parse(key, book), tokens)),
    ...Object.entries(usage.tts).map(([key, characters]) => {
      const who = parse(key, book);
      const price = findPrice(book.entries, 'tts', who.preset, who.model)?.usd_per_million_characters;
      return line('tts', who, characters, 'characters', perMillion(price));
    }),
    ...Object.entries(usage.stt).map(([key, seconds]) => {
      const who = parse(key, book);
      const price = findPrice(book.entries, 'stt', who.preset, who.model)?.usd_per_audio_hour;
      return line('stt', who, seconds, 'seconds', price == null ? null : price / 3600);
    }),
    ...(carrier ? [carrierLine(carrier, usage.call_duration_seconds)] : []),
  ];
  let total: number | null = 0;
  for (const { usd } of lines) total = total === null || usd === null ? null : total + usd;
  return { total_usd: total, lines };
}

function modelLines(book: PriceBook, who: Priced, tokens: LlmUsage): CostLine[] {
  const price = findPrice(book.entries, 'llm', who.preset, who.model);
  const read = tokens.cache_read_input_tokens;
  const written = tokens.cache_creation_input_tokens;
  const fresh = Math.max(0, tokens.prompt_tokens - read - written);
  const input = perMillion(price?.usd_per_million_input_tokens);
  const all: [CostLine['unit'], number, number | null][] = [
    ['input_tokens', fresh, input],
    ['cached_tokens', read, perMillion(price?.usd_per_million_cached_tokens)],
    ['cache_write_tokens', written, perMillion(price?.usd_per_million_cache_write_tokens) ?? input],
    ['output_tokens', tokens.completion_tokens, perMillion(price?.usd_per_million_output_tokens)],
  ];
  return all
    .filter(([unit, quantity]) => quantity > 0 || unit === 'input_tokens' || unit === 'output_tokens')
    .map(([unit, quantity, usdEach]) => line('llm', who, quantity, unit, usdEach));
}

/** Seconds as they were; carriers round up as they please. */
function carrierLine({ name, usdPerMinute }: CarrierPrice, seconds: number): CostLine {
  const usd = seconds === 0 ? 0 : usdPerMinute === null ? null : (seconds * usdPerMinute) / 60;
  return { kind: 'carrier', provider: name, model: '', quantity: seconds, unit: 'seconds', usd };
}

function parse(key: string, { presets }: PriceBook): Priced {
  const [provider = key, model = ''] = key.split('|||');
  return { provider, model, preset: presets[provider] ?? provider };
}

function perMillion(price: number | null | undefined): number | null {
  return price == null ? null : price / 1_000_000;
}

function line(
  kind: CostLine['kind'],
  { provider, model, preset }: Priced,
  quantity: number,
  unit: CostLine['unit'],
  usdEach: number | null,
): CostLine {
  const each = usdEach ?? (isFree(preset) ? 0 : null);
  const usd = quantity === 0 ? 0 : each === null ? null : quantity * each;
  return { kind, provider, model, quantity, unit, usd };
}

/** What runs on this machine, or on a server of one's own, has no vendor who asks for money. */
function isFree(preset: string): boolean {
  return (
    preset === 'silero' ||
    builtInConnections.some(({ id }) => id === preset) ||
    connectionPreset(preset)?.kind === 'local'
  );
}
