import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPrice, type PriceBook, type PriceEntry } from '#shared/domain/prices.ts';
import type { UsageInfo } from '#shared/domain/run.ts';
import { costOf } from './cost.ts';

const origin = { as_of: '2026-11-26', source: 'https://example.org/prices' };
const small: PriceEntry = {
  kind: 'llm',
  provider: 'openai',
  model: 'small',
  usd_per_million_input_tokens: 2,
  usd_per_million_cached_tokens: 0.5,
  usd_per_million_cache_write_tokens: null,
  usd_per_million_output_tokens: 8,
  ...origin,
};
const book: PriceBook = {
  entries: [
    small,
    { kind: 'tts', provider: 'openai', model: 'voice*', usd_per_million_characters: 15, ...origin },
    { kind: 'stt', provider: 'deepgram', model: 'ear', usd_per_audio_hour: 0.36, ...origin },
  ],
  presets: { 'team-account': 'openai' },
};

const usage = (part: Partial<UsageInfo>): UsageInfo => ({
  llm: {},
  tts: {},
  stt: {},
  call_duration_seconds: 0,
  ...part,
});
const tokens = (prompt: number, cached: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  cache_read_input_tokens: cached,
  cache_creation_input_tokens: 0,
});

describe('the cost of a run', () => {
  it('is told line by line: fresh and cached input, output, characters and seconds', () => {
    expect(
      costOf(
        usage({
          llm: { 'team-account|||small': tokens(1_000_000, 400_000, 500_000) },
          tts: { 'openai|||voice-1': 2_000_000 },
          stt: { 'deepgram|||ear': 1800 },
        }),
        book,
      ),
    ).toEqual({
      total_usd: 1.2 + 0.2 + 4 + 30 + 0.18,
      lines: [
        line('llm', 'team-account', 'small', 600_000, 'input_tokens', 1.2),
        line('llm', 'team-account', 'small', 400_000, 'cached_tokens', 0.2),
        line('llm', 'team-account', 'small', 500_000, 'output_tokens', 4),
        line('tts', 'openai', 'voice-1', 2_000_000, 'characters', 30),
        line('stt', 'deepgram', 'ear', 1800, 'seconds', 0.18),
      ],
    });
  });

  it('is unknown as a whole when one part of it is, and 0 for what runs here', () => {
    const unknown = costOf(
      usage({ llm: { 'openai|||new': tokens(10, 0, 0) }, tts: { 'flite|||flite-2': 100 } }),
      book,
    );
    expect({ total: unknown.total_usd, each: unknown.lines.map(({ usd }) => usd) }).toEqual({
      total: null,
      each: [null, 0, 0],
    });
    expect(costOf(usage({ llm: { 'ollama|||any': tokens(10, 0, 5) } }), book).total_usd).toBe(0);
    expect(costOf(usage({})).total_usd).toBe(0);
  });

  it('never counts a token twice, whatever the vendor reports', () => {
    const count = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(count, count, count, (prompt, cached, completion) => {
        const { lines } = costOf(
          usage({ llm: { 'openai|||small': tokens(prompt, cached, completion) } }),
          book,
        );
        const sum = lines.reduce((total, { quantity }) => total + quantity, 0);
        expect(sum).toBe(Math.max(prompt, cached) + completion);
      }),
    );
  });
});

it('a price is found for the model itself, then for its dated editions, then for the longest pattern', () => {
  const entries: PriceEntry[] = ['mini*', 'mini', 'mini-x*', 'mini-x'].map((model) => ({ ...small, model }));
  const found = (model: string) => findPrice(entries, 'llm', 'openai', model)?.model ?? null;
  expect(
    ['mini', 'mini-2026-01-31', 'mini-20260131', 'mini-tts', 'mini-x', 'mini-x-large', 'maxi'].map(found),
  ).toEqual(['mini', 'mini', 'mini', 'mini*', 'mini-x', 'mini-x*', null]);
});

function line(
  kind: 'llm' | 'tts' | 'stt',
  provider: string,
  model: string,
  quantity: number,
  unit: string,
  usd: number,
) {
  return { kind, provider, model, quantity, unit, usd: expect.closeTo(usd, 9) as number };
}
