import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { costOf } from '#engine/calls/cost.ts';
import { connectionPreset } from '#shared/domain/connection-presets.ts';
import { priceKey, type PriceEntry } from '#shared/domain/prices.ts';
import { resourcesDir } from '../paths.ts';
import { PriceList } from './price-list.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-prices-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const list = () => new PriceList({ dataDir, resourcesDir: resourcesDir(), logger: silentLogger });
const mine: PriceEntry = {
  kind: 'tts',
  provider: 'openai',
  model: 'tts-1',
  usd_per_million_characters: 1,
  as_of: '2026-11-26',
  source: 'my contract',
};

test('every built-in price is of a known vendor, has a source, and stands once', async () => {
  const prices = await list().list();
  expect(prices.length).toBeGreaterThan(0);
  expect(new Set(prices.map(priceKey)).size).toBe(prices.length);
  for (const { provider, source, kind } of prices) {
    expect(connectionPreset(provider)?.stages).toContain(kind);
    expect(source).toMatch(/^https:\/\//);
  }
});

test('a person’s price takes the place of ours, and gives it back', async () => {
  const usage = { llm: {}, stt: {}, tts: { 'work|||tts-1': 1_000_000 }, call_duration_seconds: 1 };
  const cost = async () => costOf(usage, await list().book([{ id: 'work', preset: 'openai' }])).total_usd;
  const before = await cost();
  await list().set(mine, mine);
  const between = await cost();
  const shown = (await list().list()).filter(({ is_own: own }) => own);
  await list().set(mine, null);
  expect({ before, between, shown, after: await cost() }).toEqual({
    before: 15,
    between: 1,
    shown: [{ ...mine, is_own: true }],
    after: 15,
  });
});

test('a file that is no price table is not used, and not lost when a price is entered', async () => {
  await writeFile(join(dataDir, 'prices.json'), '{"entries": [{"kind": "tts"}]}');
  const prices = list();
  expect((await prices.list()).some(({ is_own: own }) => own)).toBe(false);
  await prices.set(mine, mine);
  const [kept] = (await readdir(dataDir)).filter((name) => name.includes('damaged'));
  expect(await readFile(join(dataDir, kept ?? ''), 'utf8')).toBe('{"entries": [{"kind": "tts"}]}');
});
