import { mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataLayout, newSocketPath, type DataLayout } from './layout.ts';
import { claimOwnership, releaseOwnership, type OwnerLock } from './owner-lock.ts';
import { isSameProcess, liveness, thisProcess } from './process-identity.ts';
import { temporaryDataDir } from './testing/fixtures.ts';

let layout: DataLayout;
let remove: () => Promise<void>;

beforeEach(async () => {
  const made = await temporaryDataDir();
  layout = dataLayout(made.dataDir);
  remove = made.remove;
});

afterEach(() => remove());

function lockOf(change: Partial<OwnerLock> = {}): OwnerLock {
  return { ...thisProcess(), socket: newSocketPath(layout), secret: 'secret', ...change };
}

async function leaveLock(content: string): Promise<void> {
  await mkdir(layout.dataDir, { recursive: true });
  await writeFile(layout.lockPath, content);
}

/** No process has this id: Linux gives at most 2^22. */
const DEAD_PID = 2 ** 22 + 1;

test('the first to claim owns, the next is told by whom, until it is released', async () => {
  const [mine, other] = [lockOf(), lockOf()];
  expect(await claimOwnership(layout, mine)).toEqual({ claimed: true });
  expect(await claimOwnership(layout, other)).toEqual({ claimed: false, holder: mine });
  await releaseOwnership(layout, other);
  expect(await claimOwnership(layout, other)).toEqual({ claimed: false, holder: mine });
  await releaseOwnership(layout, mine);
  expect(await claimOwnership(layout, other)).toEqual({ claimed: true });
  expect(await readdir(layout.dataDir)).toEqual(['owner.lock']);
});

test.each([
  ['of a process that is gone', { pid: DEAD_PID }],
  ['of a process whose id another one has now', { started: 'another boot:12' }],
])('a lock %s is taken over by exactly one of many', async (_name, change) => {
  await leaveLock(JSON.stringify(lockOf(change)));
  const contenders = Array.from({ length: 8 }, () => lockOf());
  const claims = await Promise.all(contenders.map((mine) => claimOwnership(layout, mine)));

  const winners = contenders.filter((_, at) => claims[at]?.claimed === true);
  expect(winners).toHaveLength(1);
  expect(JSON.parse(await readFile(layout.lockPath, 'utf8'))).toEqual(winners[0]);
  for (const claim of claims) if (!claim.claimed) expect(claim.holder).toEqual(winners[0]);
});

test('a lock that never got its content is taken over once it is old', async () => {
  await leaveLock('');
  const past = new Date(Date.now() - 60_000);
  await utimes(layout.lockPath, past, past);
  expect(await claimOwnership(layout, lockOf())).toEqual({ claimed: true });
});

test('a lock of another machine is respected', async () => {
  const theirs = lockOf({ host: 'another-machine', pid: DEAD_PID });
  await leaveLock(JSON.stringify(theirs));
  expect(await claimOwnership(layout, lockOf())).toEqual({ claimed: false, holder: theirs });
});

test('a socket path fits the system however long the data directory is', () => {
  const long = dataLayout(`/tmp/${'folder/'.repeat(40)}`);
  for (const at of [long, dataLayout('/tmp/short')])
    expect(Buffer.byteLength(newSocketPath(at, 'linux'))).toBeLessThanOrEqual(103);
  expect(newSocketPath(dataLayout('/tmp/short'), 'linux')).toMatch(/^\/tmp\/short\/owner-\w+\.sock$/);
  expect(newSocketPath(long, 'win32')).toMatch(/^\\\\\.\\pipe\\parley-\w+-\w+$/);
});

describe('processes', () => {
  test('this one lives, one without a process is dead, one of another machine cannot be asked', () => {
    const self = thisProcess();
    expect([
      liveness(self),
      liveness({ ...self, pid: DEAD_PID }),
      liveness({ ...self, started: 'another boot:12' }),
      liveness({ ...self, host: 'another-machine' }),
    ]).toEqual(['alive', 'dead', 'dead', 'unknown']);
  });

  test('two openings of one process are the same process in two sessions', () => {
    const [a, b] = [thisProcess(), thisProcess()];
    expect(isSameProcess(a, b)).toBe(true);
    expect(a.session).not.toBe(b.session);
  });
});
