import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('./testing/ends-when-signalled.ts', import.meta.url));
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-signals-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** What the process said from its start to its end, with `react` told of each line. */
async function lines(react: (child: ChildProcessByStdio<null, Readable, null>, line: string) => void) {
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    react(child, line);
  }
  const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
  return { said, code, signal };
}

test('one signal is one request, although it arrives more than once', async () => {
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
  const ends = await Promise.all(
    signals.map((signal) =>
      lines((child, line) => {
        if (line !== 'ready') return;
        child.kill(signal);
        child.kill(signal);
      }),
    ),
  );
  for (const end of ends)
    expect(end).toEqual({ said: ['ready', 'asked', 'in order'], code: 0, signal: null });
});

test('a person who repeats it later is not kept waiting', async () => {
  const end = await lines((child, line) => {
    if (line === 'ready') child.kill('SIGINT');
    if (line === 'asked') setTimeout(() => child.kill('SIGINT'), 700);
  });
  expect(end).toEqual({ said: ['ready', 'asked', 'insisted'], code: 0, signal: null });
});
