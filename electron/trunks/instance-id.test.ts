import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { instanceIdOf } from './instance-id.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-instance-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const uuid = (n: number) => `6F1C0000-0000-4000-8000-00000000000${String(n)}`;
const ask = (n: number, dir = dataDir) =>
  instanceIdOf({ dataDir: dir, newId: () => uuid(n), logger: silentLogger });

it('is made once, and the same after a restart', async () => {
  const first = await ask(1);
  expect([first, await ask(2), await readdir(dataDir)]).toEqual([
    'urn:uuid:6f1c0000-0000-4000-8000-000000000001',
    first,
    ['instance-id'],
  ]);
});

it('a file that holds none is written anew', async () => {
  await writeFile(join(dataDir, 'instance-id'), 'x"> ;evil\r\n');
  expect(await ask(3)).toBe('urn:uuid:6f1c0000-0000-4000-8000-000000000003');
});

it('where it cannot be kept there is none', async () => {
  await writeFile(join(dataDir, 'file'), '');
  expect(await ask(4, join(dataDir, 'file', 'below'))).toBeNull();
});
