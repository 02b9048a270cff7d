/** The rules over the real store and the real library. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LibraryError, StudioError } from '#engine/base/errors.ts';
import { silentLogger } from '#engine/base/logger.ts';
import type { Admission, DialWish } from '#engine/calls/phone/ports.ts';
import { openLibrary, type Library } from '#library/index.ts';
import { newRun } from '../library/testing/fixtures.ts';
import { trunkSchema, type Trunk, type TrunkInput } from '#shared/domain/trunk.ts';
import { createSecretStore } from '../secrets/secret-store.ts';
import { TrunkRules } from './phone-rules.ts';
import { TrunkStore } from './trunk-store.ts';

let folder: string;
let library: Library;
let store: TrunkStore;
let rules: TrunkRules;
/** Each test has a day of its own in the one library. */
let now = new Date(2026, 10, 26, 12);
let clockMs = 0;
let stepMs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-rules-'));
  library = await openLibrary({
    dataDir: join(folder, 'library'),
    logger: silentLogger,
    now: () => now.getTime(),
  });
});
afterAll(async () => {
  await library.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  now = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 12);
  const dataDir = await mkdtemp(join(folder, 'test-'));
  const secrets = createSecretStore({ dataDir, logger: silentLogger, keychain: null });
  store = new TrunkStore({ dataDir, secrets, logger: silentLogger });
  rules = rulesOver(library);
  stepMs = 0;
});

function rulesOver(over: ConstructorParameters<typeof TrunkRules>[0]['library']): TrunkRules {
  return new TrunkRules({ trunks: store, library: over, now: () => now, nowMs: () => (clockMs += stepMs) });
}

async function add(change: Partial<TrunkInput> = {}): Promise<Trunk> {
  const trunk = trunkSchema.parse({
    id: 'desk',
    name: 'Desk',
    preset: 'other',
    kind: 'ip',
    server: 'sip.example.com:5061',
    username: 'alice',
    caller_ids: ['+49 30 999999'],
    country: 'DE',
    calls_per_second: 50,
    created_at: '2026-11-26T10:00:00.000Z',
    ...change,
  } satisfies TrunkInput);
  await store.save(trunk, 'secret');
  return trunk;
}

const wish = (to: string, change: Partial<DialWish> = {}): DialWish => ({
  to,
  trunkId: null,
  callerId: null,
  ...change,
});

/** `code: message`, or what was admitted. */
async function told(admission: Promise<Admission>): Promise<string> {
  try {
    const { target, callerId } = await admission;
    return `${target} as ${callerId}`;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

/** Each call a second after the other, so that the rate is no matter. */
const admit = (to: string, change: Partial<DialWish> = {}) => {
  clockMs += 1000;
  return rules.admit(wish(to, change));
};

async function finishedRun(trunkId: string, seconds: number, usd: number | null = null): Promise<void> {
  const { id } = await library.createRun(
    newRun({ mode: 'phone', call_type: 'outbound', extra: { trunk_id: trunkId } }),
  );
  await library.updateRun(id, {
    state: 'completed',
    is_completed: true,
    usage_info: { llm: {}, tts: {}, stt: {}, call_duration_seconds: seconds },
    cost_info: {
      total_usd: usd,
      lines: [{ kind: 'llm', provider: 'p', model: 'm', quantity: 1, unit: 'tokens', usd }],
    },
  });
}

describe('calls out', () => {
  it('are dialled at the trunk’s server, in its writing, with its account and its caller id', async () => {
    await add({ number_format: 'national' });
    const admission = await rules.admit(wish('+49 30 12345678'));
    expect({ ...admission, trunk: admission.trunk.id, release: null }).toEqual({
      trunk: 'desk',
      account: expect.objectContaining({
        id: 'desk',
        domain: 'sip.example.com:5061',
        credentials: { username: 'alice', password: 'secret' },
      }) as object,
      target: 'sip:03012345678@sip.example.com:5061',
      remote: '+493012345678',
      callerId: '030999999',
      release: null,
    });
  });

  it.each<[string, Partial<DialWish>, RegExp]>([
    ['112', {}, /^number-refused: Emergency/],
    ['sip:+49110@gateway.example', {}, /^number-refused: Emergency/],
    ['0900 1 123456', {}, /^number-refused: This is a premium/],
    ['030', {}, /^number-invalid: There is no such number/],
    ['030 12345678', { callerId: '+49 30 111111' }, /^number-invalid: The caller id is none of/],
    ['030 12345678', { callerId: '030 999999' }, /^sip:\+493012345678@sip.example.com:5061 as \+4930999999$/],
    ['sip:bob@example.com;transport=tcp', {}, /^sip:bob@example.com;transport=tcp as \+4930999999$/],
    ['030 12345678', { trunkId: 'nobody' }, /^trunk-not-found: There is no such trunk/],
  ])('%s %o: %s', async (to, change, expected) => {
    await add();
    expect(await told(rules.admit(wish(to, change)))).toMatch(expected);
  });

  it('to a number on the do-not-call list are refused, in any writing and as an address', async () => {
    await add();
    await library.addDoNotCall(['+493022222222'], 'asked us');
    for (const to of [
      '030 22222222',
      '+49 (0)30/22222222',
      'sip:03022222222@pbx.example',
      'sip:+493022222222@pbx.example',
    ])
      expect(await told(admit(to))).toMatch(/^number-refused: This number is on the do-not-call list/);
    expect(await told(admit('030 22222223'))).toMatch(/^sip:/);
  });

  it('are not made while the do-not-call list cannot be read', async () => {
    await add();
    const broken = {
      trunkUse: library.trunkUse.bind(library),
      isDoNotCall: () => Promise.reject(new LibraryError('library-failed', 'The disk is gone.')),
    };
    expect(await told(rulesOver(broken).admit(wish('030 12345678')))).toMatch(
      /^number-refused: The do-not-call list cannot be read, so nothing is dialled/,
    );
  });

  it('take the first trunk that may, and say what stands in the way of the nearest', async () => {
    expect(await told(rules.admit(wish('030 12345678')))).toMatch(/^trunk-not-found: There is no trunk/);
    expect(await told(rules.admit(wish('112')))).toMatch(/^number-refused/);
    await add({ id: 'a', name: 'A', is_enabled: false });
    await add({ id: 'b', name: 'B', country: null });
    await add({ id: 'c', name: 'C', max_calls: 1 });
    await add({ id: 'd', name: 'D' });
    const first = await admit('030 12345678');
    expect(first.trunk.id).toBe('c');
    expect((await admit('030 12345678')).trunk.id).toBe('d');
    await store.delete('d');
    expect(await told(admit('030 12345678'))).toMatch(/^cap-reached: All 1 lines of the trunk “C”/);
    expect(await told(admit('030 12345678', { trunkId: 'a' }))).toMatch(/“A” is switched off/);
    expect((await admit('+49 30 12345678')).trunk.id).toBe('b');
    first.release();
    first.release();
    expect(rules.lines.up('c')).toBe(0);
  });

  it('go no faster than the trunk takes them, and are told when the next may go', async () => {
    await add({ calls_per_second: 2 });
    expect(await told(rules.admit(wish('030 12345678')))).toMatch(/^sip:/);
    expect(await told(rules.admit(wish('030 12345678')))).toMatch(/the next may go in 0\.5 s/);
    clockMs += 500;
    expect(await told(rules.admit(wish('030 12345678')))).toMatch(/^sip:/);
  });

  it('at once never take the last line, or the last call of the day, twice', async () => {
    await add({ max_calls: 3 });
    // The rate is not what keeps them apart.
    stepMs = 1000;
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => admit('030 12345678')));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await add({
      id: 'day',
      name: 'Day',
      caps: { calls_per_day: 4, minutes_per_day: null, usd_per_day: null },
    });
    const day = await Promise.allSettled(
      Array.from({ length: 20 }, () => admit('030 12345678', { trunkId: 'day' })),
    );
    expect(day.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  });
});

describe('caps of the day', () => {
  const caps = { calls_per_day: null, minutes_per_day: null, usd_per_day: null };

  it.each<[string, Partial<TrunkInput>, RegExp]>([
    ['calls', { caps: { ...caps, calls_per_day: 2 } }, /cap of 2 calls a day. Calls go on after midnight/],
    ['minutes', { caps: { ...caps, minutes_per_day: 2 } }, /cap of 2 minutes a day/],
    ['money of models alone', { caps: { ...caps, usd_per_day: 0.5 } }, /cap of 0.5 US dollars/],
    [
      'money with the trunk’s price, by started minutes',
      { caps: { ...caps, usd_per_day: 3.5 }, usd_per_minute: 1 },
      /cap of 3.5 US dollars/,
    ],
  ])('on %s hold over runs of today, and end at midnight', async (_what, change, message) => {
    await add(change);
    await finishedRun('desk', 61, 0.25);
    expect(await told(admit('030 12345678'))).toMatch(/^sip:/);
    await finishedRun('desk', 61, 0.25);
    // A studio that was started anew knows nothing but the library.
    rules = rulesOver(library);
    expect(await told(admit('030 12345678'))).toMatch(message);
    now = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 0, 1);
    expect(await told(admit('030 12345678'))).toMatch(/^sip:/);
  });

  it('are told with what has been used', async () => {
    const trunk = await add({ usd_per_minute: 0.5 });
    await finishedRun('desk', 90, 0.25);
    expect(await rules.today(trunk)).toEqual({ calls: 1, minutes: 1.5, knownUsd: 1.25, usd: 1.25 });
    expect(await rules.today({ ...trunk, usd_per_minute: null })).toMatchObject({
      knownUsd: 0.25,
      usd: null,
    });
  });
});

describe('a check', () => {
  it('tells what the text is and why it is not dialled, and takes no line', async () => {
    expect(await rules.check({ to: '+49 30 12345678', trunkId: null })).toMatchObject({
      kind: 'number',
      refusal: { code: 'no-trunk' },
    });
    await add({ max_calls: 1 });
    await library.addDoNotCall(['+493011111111'], '');
    const checked = async (to: string) => {
      const { kind, formatted, country, refusal } = await rules.check({ to, trunkId: 'desk' });
      return [kind, formatted, country, refusal?.code ?? null];
    };
    const texts = ['03012345678', '110', '+19005551234', '030 11111111', 'bob@example.com', 'hello'];
    expect(await Promise.all(texts.map(checked))).toEqual([
      ['number', '+49 30 12345678', 'DE', null],
      ['invalid', '110', null, 'emergency'],
      ['number', '+1 900 555 1234', 'US', 'premium'],
      ['number', '+49 30 11111111', 'DE', 'do-not-call'],
      ['sip', 'bob@example.com', null, null],
      ['invalid', 'hello', null, 'invalid'],
    ]);
    expect(rules.lines.up('desk')).toBe(0);
    await admit('030 12345678');
    expect(await checked('030 12345678')).toEqual(['number', '+49 30 12345678', 'DE', 'cap']);
  });
});

describe('a number that is refused everywhere', () => {
  it.each<[string, Partial<DialWish>, RegExp]>([
    ['112', { trunkId: 'off' }, /^number-refused: Emergency numbers \(112\)/],
    ['110', { trunkId: 'off' }, /^number-refused: Emergency numbers \(110\)/],
    ['112', { trunkId: 'nobody' }, /^number-refused: Emergency numbers \(112\)/],
    ['0900 1 123456', { trunkId: 'off' }, /^number-refused: This is a premium/],
    ['112', {}, /^number-refused: Emergency numbers \(112\)/],
    ['030 12345678', { trunkId: 'off' }, /is switched off/],
    ['030', { trunkId: 'off' }, /is switched off/],
  ])('is called so, trunk or no trunk: %s by %o', async (to, change, expected) => {
    await add({ id: 'off', is_enabled: false });
    expect(await told(admit(to, change))).toMatch(expected);
    const checked = await rules.check({ to, trunkId: change.trunkId ?? null });
    expect(checked.refusal?.message).toMatch(new RegExp(expected.source.replace(/^\^[a-z-]+: /, '^')));
  });
});

describe('calls in', () => {
  const inbound = {
    is_enabled: true,
    routes: [
      { called: '030 12345678', workflow_id: 'number' },
      { called: 'sales', workflow_id: 'user' },
    ],
    fallback_workflow_id: 'fallback',
    busy_message: '',
  };
  const route = async (uri: string, toUri: string | null = null) => {
    const decision = await rules.routeInbound('desk', uri, toUri);
    switch (decision.kind) {
      case 'agent':
        decision.release();
        return `${decision.workflowId} for ${decision.called}`;
      case 'busy':
        return `busy: ${String(decision.message)}`;
      case 'refused':
        return `${String(decision.status)} ${decision.reason}`;
    }
  };

  it('are routed by number in any writing, by user, by the To header of an account, else to the fall-back', async () => {
    await add({ inbound });
    expect(
      await Promise.all([
        route('sip:+493012345678@10.0.0.1'),
        route('sip:493012345678@10.0.0.1:5060'),
        route('sip:03012345678;phone-context=x@10.0.0.1'),
        route('sip:Sales@10.0.0.1'),
        route('sip:alice@10.0.0.1', 'sip:+493012345678@sip.example.com'),
        route('sip:alice@10.0.0.1'),
        route('not an address'),
      ]),
    ).toEqual([
      'number for +493012345678',
      'number for +493012345678',
      'number for +493012345678',
      'user for Sales',
      'number for +493012345678',
      'fallback for alice',
      'fallback for ',
    ]);
    await add({ inbound: { ...inbound, routes: [{ called: '*', workflow_id: 'any' }] } });
    expect(await route('sip:nobody@10.0.0.1')).toBe('any for nobody');
  });

  it('are refused where nobody is to answer, of strangers, and by a trunk that takes none', async () => {
    await add({ inbound: { ...inbound, fallback_workflow_id: null } });
    expect(await route('sip:nobody@10.0.0.1')).toBe('404 Not Found');
    expect(await rules.routeInbound(null, 'sip:sales@10.0.0.1')).toMatchObject({ status: 403 });
    await add({ inbound: { ...inbound, is_enabled: false } });
    expect(await route('sip:sales@10.0.0.1')).toBe('480 Temporarily Unavailable');
    await add({ is_enabled: false, inbound });
    expect(await route('sip:sales@10.0.0.1')).toBe('480 Temporarily Unavailable');
  });

  it('hear that all lines are taken, by a message or by the busy tone; lines are shared with calls out', async () => {
    await add({ inbound, max_calls: 1 });
    const call = await admit('030 12345678');
    expect(await route('sip:sales@10.0.0.1')).toBe('busy: null');
    await add({ inbound: { ...inbound, busy_message: ' All lines are taken. ' }, max_calls: 1 });
    expect(await route('sip:sales@10.0.0.1')).toBe('busy: All lines are taken.');
    call.release();
    expect(await route('sip:sales@10.0.0.1')).toBe('user for sales');
    const spent = { calls_per_day: 1, minutes_per_day: null, usd_per_day: null };
    await add({ inbound, caps: spent });
    expect(await route('sip:sales@10.0.0.1')).toBe('busy: null');
  });
});
