/** The amounts of a price entry: their keys, names and units. */
import type { PriceEntry, PriceKind } from '#shared/domain/prices.ts';

/** Every key of an amount in some kind of entry. */
export type AmountKey =
  | 'usd_per_million_input_tokens'
  | 'usd_per_million_cached_tokens'
  | 'usd_per_million_cache_write_tokens'
  | 'usd_per_million_output_tokens'
  | 'usd_per_audio_hour'
  | 'usd_per_million_characters';

export interface AmountField {
  key: AmountKey;
  label: string;
  /** Behind the amount in the table. */
  short: string;
}

export const amountFields: Record<PriceKind, readonly AmountField[]> = {
  llm: [
    { key: 'usd_per_million_input_tokens', label: 'Input, a million tokens', short: 'in' },
    {
      key: 'usd_per_million_cached_tokens',
      label: 'Input from the cache, a million tokens',
      short: 'cached',
    },
    {
      key: 'usd_per_million_cache_write_tokens',
      label: 'Written to the cache, a million tokens',
      short: 'cache write',
    },
    { key: 'usd_per_million_output_tokens', label: 'Output, a million tokens', short: 'out' },
  ],
  stt: [{ key: 'usd_per_audio_hour', label: 'An hour of sound', short: 'an hour' }],
  tts: [{ key: 'usd_per_million_characters', label: 'A million characters', short: 'a million characters' }],
};

export function amountOf(entry: PriceEntry, key: AmountKey): number | null {
  return (entry as Partial<Record<AmountKey, number | null>>)[key] ?? null;
}

/** What a row shows: known amounts, and that others are not known. */
export function amountsOf(entry: PriceEntry): { label: string; text: string }[] {
  return amountFields[entry.kind]
    .filter(({ key }) => key !== 'usd_per_million_cache_write_tokens' || amountOf(entry, key) !== null)
    .map(({ key, short }) => {
      const amount = amountOf(entry, key);
      return { label: short, text: amount === null ? 'unknown' : dollars(amount) };
    });
}

/** At least cents, and as many digits as a small price needs. */
export function dollars(amount: number): string {
  return `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`;
}

export interface PriceDraft {
  kind: PriceKind;
  provider: string;
  model: string;
  source: string;
  /** As typed; empty is unknown. */
  amounts: Partial<Record<AmountKey, number | ''>>;
}

/** The entry of a draft, dated `asOf` (`YYYY-MM-DD`). */
export function entryOf({ kind, provider, model, source, amounts }: PriceDraft, asOf: string): PriceEntry {
  const values = amountFields[kind].map(({ key }): [AmountKey, number | null] => {
    const amount = amounts[key];
    return [key, amount === undefined || amount === '' ? null : amount];
  });
  return {
    kind,
    provider,
    model: model.trim(),
    source: source.trim(),
    as_of: asOf,
    ...Object.fromEntries(values),
  } as PriceEntry;
}

export function draftOf(entry: PriceEntry): PriceDraft {
  const { kind, provider, model, source } = entry;
  const amounts = amountFields[kind].map(({ key }) => [key, amountOf(entry, key) ?? '']);
  return { kind, provider, model, source, amounts: Object.fromEntries(amounts) as PriceDraft['amounts'] };
}
