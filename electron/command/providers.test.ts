import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { ElevenLabsServer } from '#engine/providers/elevenlabs/testing/elevenlabs-server.ts';
import { createSecretStore } from '../secrets/secret-store.ts';
import { parseChain, parseChains } from './providers.ts';
import { parley } from './testing/command.ts';
import { UsageError } from './usage.ts';

const vendor = new ElevenLabsServer();
let dataDir: string;

beforeEach(async () => {
  await vendor.listen();
  dataDir = await mkdtemp(join(tmpdir(), 'parley-command-'));
  const voices = {
    id: 'voices',
    name: 'Voices',
    preset: 'elevenlabs',
    base_url: vendor.baseUrl,
    created_at: '2026-11-26T00:00:00Z',
  };
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ connections: [voices] }));
});
afterEach(async () => {
  await vendor.close();
  await rm(dataDir, { recursive: true, force: true });
});

test('a chain is connections with commas between, each with a model behind its first slash', () => {
  expect(parseChain('llm', 'groq/openai/gpt-oss-20b, rehearsal')).toEqual([
    { connection: 'groq', model: 'openai/gpt-oss-20b' },
    { connection: 'rehearsal' },
  ]);
  expect(parseChains({ tts: 'voices,flite', voice: 'v1' })).toEqual({
    tts: [{ connection: 'voices', voice: 'v1' }, { connection: 'flite' }],
  });
  for (const wrong of ['', ' , ', '/model', 'a b'])
    expect(() => parseChain('llm', wrong)).toThrow(UsageError);
  expect(() => parseChains({ voice: 'v1' })).toThrow('--voice goes with --tts');
});

test('what is set up is listed with what is missing, and tested', async () => {
  const listed = await parley('providers', 'list', '--data', dataDir);
  expect(listed.stdout).toMatch(/^flite .*comes with Parley$/m);
  expect(listed.stdout).toMatch(/^voices .*“Voices” has no key/m);
  const untested = await parley('providers', 'test', 'voices', '--data', dataDir);
  expect(untested).toMatchObject({ code: 3, stdout: expect.stringContaining('has no key') as string });

  await createSecretStore({ dataDir, logger: silentLogger, keychain: null }).set('voices', 'a-key');
  const tested = await parley('providers', 'test', '--json', '--data', dataDir);
  expect(JSON.parse(tested.stdout)).toMatchObject([{ id: 'voices', results: [{ stage: 'tts', ok: true }] }]);
  vendor.handshakeFaults = [{ type: 'status', status: 401, body: '{"detail":"no"}' }];
  expect(await parley('providers', 'test', '--data', dataDir)).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/^voices {2}tts .*key/i) as string,
  });
  expect((await parley('providers', 'test', 'nobody', '--data', dataDir)).stderr).toContain(
    'no connection “nobody”',
  );
});

test('a call uses the chain of its flags, and says when that is not set up', async () => {
  const file = join(import.meta.dirname, '../../resources/workflows/survey.json');
  const call = ['call', file, '--text', 'yes', '--data', dataDir];
  const missing = await parley(...call, '--llm', 'gone/model');
  expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('“gone”') as string });
  const fallen = await parley(...call, '--llm', 'gone/model,rehearsal');
  const events = fallen.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type?: string; payload?: unknown });
  expect(events.find(({ type }) => type === 'provider-fallback')?.payload).toMatchObject({
    stage: 'llm',
    from: 'gone/model',
    to: 'rehearsal/rehearsal-1',
  });
});
