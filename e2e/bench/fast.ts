/**
 * A whole spoken call on the virtual clock, through the command, as a person waits for it. `wall-per-call-minute`: seconds of
 * wall time for 60 s of call, start of the process included, so that a short call looks worse than a long one.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Run } from '#shared/domain/run.ts';
import { machine, percentile, printDistribution, printValue } from './harness.ts';

const execute = promisify(execFile);
const repeats = 5;
const lines = [
  'yes please',
  'a cleaning please',
  'on Tuesday',
  'at three in the afternoon',
  'my name is David Miller',
  'another day please',
  'on Thursday would be good',
  'half past three',
  'my name is David Miller',
  'yes please',
];

const walls: number[] = [];
let callSeconds = 0;
for (let repeat = 0; repeat < repeats; repeat += 1) {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const startMs = performance.now();
  const said = lines.flatMap((line) => ['--say', line]);
  const { stdout } = await execute(
    'npm',
    ['run', '-s', 'parley', '--', 'call', 'appointment-booking', ...said, '--fast', '--data', dataDir],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  walls.push((performance.now() - startMs) / 1000);
  const { run } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { run: Run };
  callSeconds = run.usage_info?.call_duration_seconds ?? 0;
  await rm(dataDir, { recursive: true, force: true });
}
const conditions = { ...machine, call_seconds: Math.round(callSeconds) };
printDistribution('fast', 'wall', 's', walls, conditions);
printValue('fast', 'wall-per-call-minute', 's', (percentile(walls, 0.5) / callSeconds) * 60, conditions);
