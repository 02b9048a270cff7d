/** The real store and the real user agent, over loopback to a registrar. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import type { RealTimeline } from '#engine/base/timeline.ts';
import type { Registrar } from '#engine/telephony/sip/testing/registrar.ts';
import type { UserAgent } from '#engine/telephony/sip/user-agent/user-agent.ts';
import { trunkSchema, type Trunk, type TrunkInput, type TrunkStatus } from '#shared/domain/trunk.ts';
import { createSecretStore } from '../secrets/secret-store.ts';
import { Loopback } from './testing/loopback.ts';
import { TrunkLines } from './trunk-lines.ts';
import { TrunkStore } from './trunk-store.ts';

let dataDir: string;
let loopback: Loopback;
let timeline: RealTimeline;
let registrar: Registrar;
let server: string;
let store: TrunkStore;
let lines: TrunkLines;
let userAgent: UserAgent;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-lines-'));
  loopback = new Loopback();
  ({ timeline } = loopback);
  const opened = await loopback.registrar();
  ({ registrar } = opened);
  registrar.password = 'secret';
  server = `127.0.0.1:${String(opened.port)}`;
  const secrets = createSecretStore({ dataDir, logger: silentLogger, keychain: null });
  store = new TrunkStore({ dataDir, secrets, logger: silentLogger });
  lines = new TrunkLines({ trunks: store, now: () => new Date(), logger: silentLogger });
  ({ userAgent } = loopback.telephone(() => lines.accounts));
});
afterEach(async () => {
  await lines.close();
  loopback.dispose();
  await rm(dataDir, { recursive: true, force: true });
});

const desk = (change: Partial<TrunkInput> = {}): Trunk =>
  trunkSchema.parse({
    id: 'desk',
    name: 'Desk',
    preset: 'other',
    kind: 'registered',
    server,
    transport: 'udp',
    username: 'alice',
    created_at: '2026-11-26T10:00:00.000Z',
    ...change,
  } satisfies TrunkInput);

/** Once the trunk stands so. */
function until(trunk: Trunk, state: TrunkStatus['state']): Promise<TrunkStatus> {
  return new Promise((resolve) => {
    const look = () => {
      const status = lines.status(trunk);
      if (status.state !== state) return;
      subscription.dispose();
      resolve(status);
    };
    const subscription = lines.onChanged(look);
    look();
  });
}

it('a trunk is logged on, again when its account has changed, and off when it is switched off', async () => {
  expect(lines.status(desk()).state).toBe('starting');
  await store.save(desk(), 'secret');
  await lines.open({ userAgent, timeline });
  const status = await until(desk(), 'registered');
  expect({ ...status, next_at: null }).toEqual({
    state: 'registered',
    message: `Logged on at ${server}.`,
    sip_status: null,
    next_at: null,
  });
  const inMs = Date.parse(status.next_at ?? '') - Date.now();
  expect(inMs).toBeGreaterThan(590_000);
  expect(inMs).toBeLessThan(601_000);
  const asked = registrar.log.length;

  // What the server need not know of changes nothing there.
  await store.save(desk({ max_calls: 3, name: 'Front desk' }));
  await lines.settled();
  expect(registrar.log.length).toBe(asked);

  await store.save(desk({ username: 'bob' }));
  await lines.settled();
  await until(desk(), 'registered');
  expect([...registrar.bindings.keys()]).toEqual([expect.stringMatching(/^sip:bob@/) as string]);

  const off = desk({ username: 'bob', is_enabled: false });
  await store.save(off);
  await lines.settled();
  expect([lines.status(off).state, registrar.bindings.size, userAgent.counts.registrations]).toEqual([
    'disabled',
    0,
    0,
  ]);
});

it('a wrong password is told with what to do, and the right one is tried at once', async () => {
  await store.save(desk(), 'wrong');
  await lines.open({ userAgent, timeline });
  expect(await until(desk(), 'failed')).toMatchObject({
    sip_status: 401,
    next_at: null,
    message: expect.stringMatching(/refused the user name or the password.*Correct them/) as string,
  });
  await store.save(desk(), 'secret');
  await until(desk(), 'registered');
});

it('a deleted trunk is logged off, and on again when it comes back', async () => {
  await store.save(desk(), 'secret');
  await lines.open({ userAgent, timeline });
  await until(desk(), 'registered');
  await store.delete('desk');
  await lines.settled();
  expect([registrar.bindings.size, lines.accounts]).toEqual([0, []]);
  await store.restore('desk');
  await until(desk(), 'registered');
});

it('a trunk without log-on is ready, and its account is known for calls that come in', async () => {
  const route = desk({ kind: 'ip' });
  await store.save(route, 'secret');
  await lines.open({ userAgent, timeline });
  expect(await until(route, 'ready')).toMatchObject({
    message: expect.stringMatching(/^Calls go to/) as string,
  });
  expect(lines.accounts).toMatchObject([
    { id: 'desk', registerExpiresS: null, credentials: { username: 'alice', password: 'secret' } },
  ]);
  expect(registrar.log).toEqual([]);
});

it('a trunk that cannot log on as it is says why', async () => {
  const nameless = desk({ username: '' });
  await store.save(nameless);
  await lines.open({ userAgent, timeline });
  expect(await until(nameless, 'failed')).toMatchObject({
    message: expect.stringMatching(/no user name/) as string,
  });
});
