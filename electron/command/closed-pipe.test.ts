/** The command as a shell runs it in a pipe whose reader leaves early. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openLibrary } from '#library/index.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));

test('a call whose reader has gone hangs up, is kept, and complains of nothing', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-pipe-'));
  try {
    const child = spawn(process.execPath, [
      cli,
      'call',
      'appointment-booking',
      '--say',
      'yes please',
      '--json',
      '--data',
      dataDir,
    ]);
    let complaints = '';
    child.stderr.on('data', (text) => (complaints += String(text)));
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await ended;
    const library = await openLibrary({ dataDir, logger: silentLogger });
    const { runs } = await library.listRuns({ limit: 10 });
    await library.close();
    expect({ complaints, runs }).toMatchObject({ complaints: '', runs: [{ state: 'completed' }] });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 60_000);
