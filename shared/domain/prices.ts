/** The price table: US dollars a vendor asks for, each with the page and the day on which it was read. */
import { z } from 'zod';

/** US dollars; null where the vendor's price is not known. */
const usd = z.number().nonnegative().max(1_000_000).nullable();

const origin = {
  /** Id of a connection preset, e.g. `openai`. */
  provider: z.string().trim().min(1).max(40),
  /**
   * The vendor's model id. Its dated editions (`gpt-4.1-mini-2025-04-14`) are meant too; a `*` at the end takes everything
   * that begins so.
   */
  model: z.string().trim().min(1).max(120),
  /** The day on which the price was read, `YYYY-MM-DD`. */
  as_of: z.iso.date(),
  /** The vendor's page, or in words where the price comes from. */
  source: z.string().trim().max(500),
};

export const priceEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('llm'),
    ...origin,
    usd_per_million_input_tokens: usd,
    /** Input read from the vendor's cache. */
    usd_per_million_cached_tokens: usd,
    /** Input written to it, where that has a price of its own; null is the price of input. */
    usd_per_million_cache_write_tokens: usd.default(null),
    usd_per_million_output_tokens: usd,
  }),
  z.object({ kind: z.literal('stt'), ...origin, usd_per_audio_hour: usd }),
  z.object({ kind: z.literal('tts'), ...origin, usd_per_million_characters: usd }),
]);
export type PriceEntry = z.infer<typeof priceEntrySchema>;
export type PriceKind = PriceEntry['kind'];

export const priceTableSchema = z.object({ entries: z.array(priceEntrySchema).max(2000) });
export type PriceTable = z.infer<typeof priceTableSchema>;

/** What prices are looked up with: the table, and the preset of each connection, since usage names connections. */
export interface PriceBook {
  entries: readonly PriceEntry[];
  presets: Readonly<Record<string, string>>;
}

export const noPrices: PriceBook = { entries: [], presets: {} };

/** One key an entry: a person's entry takes the place of the built-in one with the same key. */
export function priceKey({ kind, provider, model }: Pick<PriceEntry, 'kind' | 'provider' | 'model'>): string {
  return `${kind} ${provider} ${model}`;
}

/** `-2025-04-14`, `-20250414` */
const editionPattern = /^-\d{4}-?\d{2}-?\d{2}$/;

/** The entry of the model itself, else of the model of which it is a dated edition, else the longest pattern that fits. */
export function findPrice<K extends PriceKind>(
  entries: readonly PriceEntry[],
  kind: K,
  provider: string,
  model: string,
): Extract<PriceEntry, { kind: K }> | null {
  let best: { entry: PriceEntry; rank: number } | null = null;
  for (const entry of entries) {
    if (entry.kind !== kind || entry.provider !== provider) continue;
    const rank = fit(entry.model, model);
    if (rank > (best?.rank ?? 0)) best = { entry, rank };
  }
  return best?.entry as Extract<PriceEntry, { kind: K }> | null;
}

/** 0 when the pattern does not fit; the better it does, the more. */
function fit(pattern: string, model: string): number {
  if (pattern === model) return 3000;
  if (!model.startsWith(pattern.replace(/\*$/, ''))) return 0;
  if (pattern.endsWith('*')) return pattern.length;
  return editionPattern.test(model.slice(pattern.length)) ? 2000 : 0;
}
