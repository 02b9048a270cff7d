import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { settingsSchema } from '#shared/domain/settings.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { createSettingsStore, openConf } from './settings-store.ts';

const defaults = settingsSchema.parse({});
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-settings-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const store = () => createSettingsStore({ dataDir, logger: silentLogger, open: openConf });
const write = (text: string): Promise<void> => writeFile(join(dataDir, 'settings.json'), text);

test('a change is kept by the next start and leaves the other settings alone', async () => {
  const first = store();
  const told: Settings[] = [];
  first.onChanged((settings) => told.push(settings));
  await first.set({ tts_voice: 'awb' });
  await first.set({ theme: 'dark' });
  const expected = { ...defaults, tts_voice: 'awb', theme: 'dark' };
  expect(await store().get()).toEqual(expected);
  expect(told.at(-1)).toEqual(expected);
});

test('two changes at once are both kept', async () => {
  const settings = store();
  await Promise.all([settings.set({ theme: 'light' }), settings.set({ time_zone: 'Europe/Paris' })]);
  expect(await settings.get()).toEqual({ ...defaults, theme: 'light', time_zone: 'Europe/Paris' });
});

test.each(['{"theme": "dark"', '[1]', 'null', '', '\u0000\u0001'])(
  'a damaged file %j is set aside, never lost, and the defaults are used',
  async (text) => {
    await write(text);
    const settings = store();
    expect(await settings.get()).toEqual(defaults);
    await settings.set({ theme: 'light' });
    const [kept] = (await readdir(dataDir)).filter((name) => name.startsWith('settings.damaged-'));
    expect(await readFile(join(dataDir, kept ?? ''), 'utf8')).toBe(text);
    expect(await store().get()).toEqual({ ...defaults, theme: 'light' });
  },
);

test('a file that is damaged while Parley runs is set aside too', async () => {
  const settings = store();
  await settings.set({ theme: 'light' });
  await write('{');
  expect(await settings.set({ tts_voice: 'rms' })).toEqual({ ...defaults, tts_voice: 'rms' });
});

test('a value that is not valid is the default, the others stay, and unknown keys are kept', async () => {
  await write(JSON.stringify({ theme: 'pink', tts_voice: 'kal', from_the_future: { a: 1 } }));
  const settings = store();
  expect(await settings.get()).toEqual({ ...defaults, tts_voice: 'kal' });
  await settings.set({ theme: 'dark' });
  expect(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'))).toEqual({
    theme: 'dark',
    tts_voice: 'kal',
    from_the_future: { a: 1 },
  });
});

test('a connection that is not valid does not take the others with it', async () => {
  const connection = {
    id: 'one',
    name: 'One',
    preset: 'openai',
    base_url: '',
    created_at: '2026-11-26T00:00:00Z',
  };
  const connections = [
    { ...connection, id: 'No slug' },
    connection,
    7,
    { ...connection, name: 'The same id' },
  ];
  await write(JSON.stringify({ connections, providers: { llm: [{ connection: 'one' }] } }));
  expect(await store().get()).toEqual({
    ...defaults,
    connections: [connection],
    providers: { llm: [{ connection: 'one' }] },
  });
});
