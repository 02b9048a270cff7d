import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '#engine/base/errors.ts';
import { silentLogger } from '#engine/base/logger.ts';
import type { Keychain } from './keychain.ts';
import { createSecretStore } from './secret-store.ts';

const secret = 'sk-not-a-real-key-0123456789';
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-secrets-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const path = (): string => join(dataDir, 'secrets.json');
const store = (passphrase?: string, keychain: Keychain | null = null) =>
  createSecretStore({
    dataDir,
    logger: silentLogger,
    keychain: keychain && (() => Promise.resolve(keychain)),
    passphrase,
  });
const thrown = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ConfigError ? error.message : String(error)),
  );

/** Turns the letters around: enough to see that a text has been through it. */
const reversing = (usable: boolean): Keychain => ({
  usable,
  words: usable ? 'The test’s keychain.' : 'There is no keychain.',
  encrypt: (text) => Promise.resolve(Buffer.from(text).reverse()),
  decrypt: (data) => Promise.resolve(Buffer.from(data).reverse().toString()),
});

test('a key is kept in a file for its owner alone, and said to be plain', async () => {
  const first = store();
  await first.set('openai', secret);
  const again = store();
  expect({
    mode: (await stat(path())).mode & 0o777,
    key: await again.get('openai'),
    none: await again.get('toString'),
    state: await again.describe(),
    list: (await again.list()).map(({ id, kind, problem }) => ({ id, kind, problem })),
    files: await readdir(dataDir),
  }).toEqual({
    mode: 0o600,
    key: secret,
    none: null,
    state: {
      kind: 'plain',
      protected: false,
      locked: false,
      words: expect.stringContaining('plain text') as string,
    },
    list: [{ id: 'openai', kind: 'plain', problem: null }],
    files: ['secrets.json'],
  });
});

test('a passphrase encrypts what is there and what comes, and nothing is read without it', async () => {
  const first = store();
  await first.set('openai', secret);
  await first.protect('correct horse');
  await first.set('groq', `${secret}-2`);
  const text = await readFile(path(), 'utf8');
  const later = store();
  const locked = {
    state: await later.describe(),
    get: await thrown(later.get('openai')),
    set: await thrown(later.set('other', secret)),
    wrong: await thrown(later.unlock('correct mule')),
  };
  await later.unlock('correct horse');
  expect({
    inFile: text.includes(secret),
    locked,
    keys: [await later.get('openai'), await later.get('groq')],
    byEnvironment: await store('correct horse').get('groq'),
    byWrongEnvironment: await thrown(store('wrong').get('groq')),
  }).toEqual({
    inFile: false,
    locked: {
      state: {
        kind: 'passphrase',
        protected: true,
        locked: true,
        words: expect.stringContaining('locked') as string,
      },
      get: expect.stringContaining('The keys are locked.') as string,
      set: expect.stringContaining('The keys are locked.') as string,
      wrong: expect.stringContaining('not the passphrase') as string,
    },
    keys: [secret, `${secret}-2`],
    byEnvironment: `${secret}-2`,
    byWrongEnvironment: expect.stringContaining('The keys are locked.') as string,
  });
});

test('a passphrase is changed and taken away without losing a key', async () => {
  const secrets = store();
  await secrets.set('openai', secret);
  await secrets.protect('one');
  await secrets.protect('two');
  expect(await thrown(store().unlock('one'))).toContain('not the passphrase');
  expect(await store('two').get('openai')).toBe(secret);
  await secrets.protect(null);
  expect(await store().get('openai')).toBe(secret);
});

test('a locked store is not given another passphrase', async () => {
  await store().protect('one');
  const secrets = store('one');
  await secrets.set('openai', secret);
  expect(await thrown(store().protect('two'))).toContain('locked');
  expect(await store('one').get('openai')).toBe(secret);
});

test('the keychain takes new keys; without it, its keys are said to be there', async () => {
  const desktop = store(undefined, reversing(true));
  await desktop.set('openai', secret);
  const browser = store();
  expect({
    state: await desktop.describe(),
    key: await desktop.get('openai'),
    inFile: (await readFile(path(), 'utf8')).includes(secret),
    inBrowser: await thrown(browser.get('openai')),
    listed: (await browser.list()).map(({ id, kind, problem }) => [id, kind, problem !== null]),
  }).toEqual({
    state: { kind: 'keychain', protected: true, locked: false, words: 'The test’s keychain.' },
    key: secret,
    inFile: false,
    inBrowser: expect.stringContaining('only Parley’s own window can read') as string,
    listed: [['openai', 'keychain', true]],
  });
});

test('a keychain that protects nothing is not used, and that is said', async () => {
  const secrets = store(undefined, reversing(false));
  await secrets.set('openai', secret);
  expect(await secrets.describe()).toMatchObject({
    kind: 'plain',
    words: expect.stringMatching(/^There is no keychain\. Keys are kept as plain text/) as string,
  });
});

test.each([
  '{"version": 1',
  '[]',
  '{"version": 2, "lock": null, "entries": {}}',
  '{"version":1,"lock":null,"entries":{"a":{}}}',
])('a damaged file %j is set aside, not lost', async (text) => {
  await writeFile(path(), text);
  const secrets = store();
  expect(await secrets.get('openai')).toBeNull();
  await secrets.set('openai', secret);
  const [kept] = (await readdir(dataDir)).filter((name) => name.startsWith('secrets.damaged-'));
  expect(await readFile(join(dataDir, kept ?? ''), 'utf8')).toBe(text);
  expect(await store().get('openai')).toBe(secret);
});

test('an entry that was tampered with is refused, the others are read', async () => {
  const secrets = store();
  await secrets.set('openai', secret);
  await secrets.set('groq', secret);
  await secrets.set('tool:u1', secret);
  await secrets.protect('one');
  const stored = JSON.parse(await readFile(path(), 'utf8')) as { entries: Record<string, unknown> };
  stored.entries['openai'] = stored.entries['tool:u1'] = stored.entries['groq'];
  await writeFile(path(), JSON.stringify(stored));
  const later = store('one');
  expect([
    await thrown(later.get('openai')),
    await thrown(later.get('tool:u1')),
    await later.get('groq'),
  ]).toEqual([
    expect.stringContaining('is damaged. Enter it again in Settings → Providers.') as string,
    expect.stringContaining('is damaged. Enter it again in Settings → Credentials.') as string,
    secret,
  ]);
});

test('two changes at once are both kept, and a deleted key is gone', async () => {
  const secrets = store();
  await Promise.all([secrets.set('a', '1'), secrets.set('b', '2'), secrets.set('c', '3')]);
  await secrets.delete('b');
  expect((await store().list()).map(({ id }) => id).sort()).toEqual(['a', 'c']);
});
