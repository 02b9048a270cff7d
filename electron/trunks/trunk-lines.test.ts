/** The real store and the real user agent, over loopback to a registrar. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import type { Registrar } from '#engine/telephony/sip/testing/registrar.ts';
import type { PhoneStack } from '#engine/telephony/stack.ts';
import { trunkSchema, type Trunk, type TrunkInput, type TrunkStatus } from '#shared/domain/trunk.ts';
import { createSecretStore } from '../secrets/secret-store.ts';
import { Loopback } from './testing/loopback.ts';
import { TrunkLines } from './trunk-lines.ts';
import { TrunkStore } from './trunk-store.ts';

let dataDir: string;
let loopback: Loopback;
let registrar: Registrar;
let server: string;
let store: TrunkStore;
let lines: TrunkLines;
let telephone: PhoneStack;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-lines-'));
  loopback = new Loopback();
  const opened = await loopback.registrar();
  ({ registrar } = opened);
  registrar.password = 'secret';
  server = `127.0.0.1:${String(opened.port)}`;
  const secrets = createSecretStore({ dataDir, logger: silentLogger, keychain: null });
  store = new TrunkStore({ dataDir, secrets, logger: silentLogger });
  lines = new TrunkLines({ trunks: store, now: () => new Date(), logger: silentLogger });
  telephone = loopback.telephone(() => lines.accounts);
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
  await lines.open(telephone);
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
  const inbound = { is_enabled: true, routes: [], fallback_workflow_id: null, busy_message: '' };
  const sources = ['192.0.2.0/24'];
  await store.save(
    desk({ max_calls: 3, name: 'Front desk', inbound: { ...inbound, allowed_sources: sources } }),
  );
  await lines.settled();
  expect([registrar.log.length, lines.accounts[0]?.allowedSources]).toEqual([asked, sources]);

  await store.save(desk({ username: 'bob' }));
  await lines.settled();
  await until(desk(), 'registered');
  expect([...registrar.bindings.keys()]).toEqual([expect.stringMatching(/^sip:bob@/) as string]);

  const off = desk({ username: 'bob', is_enabled: false });
  await store.save(off);
  await lines.settled();
  expect([lines.status(off).state, registrar.bindings.size, telephone.counts.registrations]).toEqual([
    'disabled',
    0,
    0,
  ]);
});

it('a wrong password is told with what to do, and the right one is tried at once', async () => {
  await store.save(desk(), 'wrong');
  await lines.open(telephone);
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
  await lines.open(telephone);
  await until(desk(), 'registered');
  await store.delete('desk');
  await lines.settled();
  expect([registrar.bindings.size, lines.accounts]).toEqual([0, []]);
  await store.restore('desk');
  await until(desk(), 'registered');
});

it('a trunk without log-on is ready once its server answers, and its account is known for calls that come in', async () => {
  const route = desk({ kind: 'ip' });
  await store.save(route, 'secret');
  await lines.open(telephone);
  expect(lines.status(route)).toMatchObject({
    state: 'starting',
    message: `Asking ${server} whether it is there …`,
  });
  expect(await until(route, 'ready')).toMatchObject({
    message: expect.stringMatching(/^Calls go to .*, which answers since \d\d:\d\d\.$/) as string,
    next_at: expect.stringMatching(/Z$/) as string,
  });
  expect(lines.accounts).toMatchObject([
    { id: 'desk', registerExpiresS: null, credentials: { username: 'alice', password: 'secret' } },
  ]);
  expect(registrar.requests.map(({ method }) => method)).toEqual(['OPTIONS', 'OPTIONS']);
});

it('a server that refuses the password is told of before a call is tried', async () => {
  const route = desk({ kind: 'ip' });
  await store.save(route, 'wrong');
  await lines.open(telephone);
  expect(await until(route, 'failed')).toMatchObject({
    sip_status: 401,
    message: expect.stringMatching(/^Since \d\d:\d\d: .* answers 401 .*Enter the password again/) as string,
  });
});

it('a server that is to have nothing kept alive is not asked', async () => {
  const route = desk({ kind: 'ip', keep_alive_s: 0 });
  await store.save(route, 'secret');
  await lines.open(telephone);
  expect(await until(route, 'ready')).toMatchObject({
    message: expect.stringMatching(/Test trunk says whether it answers/) as string,
  });
  expect(registrar.requests).toEqual([]);
});

it('a STUN server that does not answer is told of and keeps nobody silent; one that does gives the public address', async () => {
  const stun = createSocket('udp4');
  stun.on('message', (request, { port, address }) => {
    // RFC 8489 §6, §14.2: a success response with XOR-MAPPED-ADDRESS 203.0.113.7:5060.
    const mapped = Buffer.from([0, 0x20, 0, 8, 0, 1, 0x32, 0xd6, 0xea, 0x12, 0xd5, 0x45]);
    stun.send(
      Buffer.concat([Buffer.from([1, 1, 0, mapped.length]), request.subarray(4, 20), mapped]),
      port,
      address,
    );
  });
  stun.bind(0, '127.0.0.1');
  await once(stun, 'listening');
  registrar.password = null;
  const route = desk({ kind: 'ip', stun_server: `127.0.0.1:${String(stun.address().port)}` });
  await store.save(route);
  await lines.open(telephone);
  expect([lines.publicAddress('desk'), lines.accounts[0]?.publicAddress]).toEqual([
    '203.0.113.7',
    '203.0.113.7',
  ]);
  stun.close();

  const nowhere = desk({ kind: 'ip', stun_server: 'stun.example' });
  await store.save(nowhere);
  await lines.settled();
  await until(nowhere, 'ready');
  expect(lines.publicAddress('desk')).toBeNull();
  expect(lines.status(nowhere)).toMatchObject({
    state: 'ready',
    message: expect.stringMatching(/The public address is not known: stun\.example has no address/) as string,
  });
});

it('after the network has changed every trunk asks anew', async () => {
  await store.save(desk(), 'secret');
  await lines.open(telephone);
  await until(desk(), 'registered');
  const asked = registrar.log.length;
  await lines.refresh();
  await new Promise<void>((resolve) => {
    const subscription = lines.onChanged(() => {
      subscription.dispose();
      resolve();
    });
  });
  expect(registrar.log.length).toBeGreaterThan(asked);
});

it('a trunk that cannot log on as it is says why', async () => {
  const nameless = desk({ username: '' });
  await store.save(nameless);
  await lines.open(telephone);
  expect(await until(nameless, 'failed')).toMatchObject({
    message: expect.stringMatching(/no user name/) as string,
  });
});
