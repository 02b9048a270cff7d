import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openLibrary, type Library } from '#library/index.ts';
import { sampleDocument } from '../library/testing/fixtures.ts';
import { parley } from './testing/command.ts';

let folder: string;
let studio: Library;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-source-'));
  studio = await openLibrary({ dataDir: join(folder, 'data'), logger: silentLogger });
});
afterEach(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: string[]) => parley(...words, '--data', join(folder, 'data'));

test('a name that two agents have is none: both ids are told, and nothing is called or published', async () => {
  const ids: string[] = [];
  for (const prompt of ['Greet.', 'Greet warmly.']) {
    const { id } = await studio.saveWorkflow({ name: 'Desk', document: sampleDocument(prompt) });
    ids.push(id);
  }
  const refused = {
    code: 2,
    stdout: '',
    stderr: `2 agents are called Desk: ${[...ids].sort().join(', ')}. Give the id of the one that is meant.\n`,
  };
  expect([
    await run('call', 'Desk', '--text', 'hello'),
    await run('validate', 'Desk'),
    await run('publish', 'Desk'),
  ]).toEqual([refused, refused, refused]);
  expect((await studio.listRuns({ limit: 10 })).runs).toEqual([]);
  expect((await run('validate', ids[0] ?? '')).code).toBe(0);
});

test('a template is found by its name, as a sample is', async () => {
  expect([(await run('validate', 'clinic-triage')).code, (await run('validate', 'survey')).code]).toEqual([
    0, 0,
  ]);
  expect(await run('validate', 'no-such-template')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('There is no workflow no-such-template') as string,
  });
});
