import { expect, test } from 'vitest';
import { priceEntrySchema } from '#shared/domain/prices.ts';
import { amountsOf, dollars, draftOf, entryOf } from './price-fields.ts';

const llm = priceEntrySchema.parse({
  kind: 'llm',
  provider: 'openai',
  model: 'gpt-4.1',
  usd_per_million_input_tokens: 2,
  usd_per_million_cached_tokens: null,
  usd_per_million_output_tokens: 0.0075,
  as_of: '2026-11-26',
  source: 'https://example.org',
});

test('a draft becomes the entry that it came from, and every entry is valid', () => {
  const entry = entryOf(draftOf(llm), '2026-11-26');
  expect(entry).toEqual(llm);
  for (const kind of ['llm', 'stt', 'tts'] as const) {
    const draft = { kind, provider: 'openai', model: ' x ', source: '', amounts: {} };
    expect(priceEntrySchema.safeParse(entryOf(draft, '2026-11-26')).success).toBe(true);
  }
});

test('amounts are shown with cents at least, and unknown ones as unknown', () => {
  expect(amountsOf(llm)).toEqual([
    { label: 'in', text: '$2.00' },
    { label: 'cached', text: 'unknown' },
    { label: 'out', text: '$0.0075' },
  ]);
  expect(dollars(1234.5)).toBe('$1,234.50');
});
