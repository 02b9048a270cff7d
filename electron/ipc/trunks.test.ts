import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogFields } from '#engine/base/logger.ts';
import type { MethodInput, MethodName, MethodOutput } from '#shared/bridge/contract.ts';
import { trunkSchema, type TrunkInput } from '#shared/domain/trunk.ts';
import { createDispatch } from './dispatch.ts';
import { openStudioFixture, type StudioFixture } from './testing/studio-fixture.ts';

let fixture: StudioFixture;
let folder: string;
const logged: [string, LogFields | undefined][] = [];

beforeAll(async () => {
  fixture = await openStudioFixture({ log: (_level, message, fields) => logged.push([message, fields]) });
  folder = join(fixture.studio.library.dataDir, 'trunks');
});
afterAll(() => fixture.dispose());

async function call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
  const { studio, settings, logger } = fixture;
  const reply = await createDispatch({ studio, settings, door: 'browser', logger })(method, input);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value as MethodOutput<M>;
}

const desk = (change: Partial<TrunkInput> = {}): TrunkInput => ({
  id: 'desk',
  name: 'Front desk',
  preset: 'other',
  kind: 'registered',
  server: 'sip.example.com',
  username: 'alice',
  is_enabled: false,
  created_at: '2026-11-26T10:00:00.000Z',
  ...change,
});
const none = { calls: 0, minutes: 0, usd: null };

describe('trunks', () => {
  it('are kept with their defaults; the password goes in, is told of, and stands in no file of theirs', async () => {
    const changes: unknown[] = [];
    const subscription = fixture.studio.trunks.onChanged((change) => changes.push(change));
    const saved = await call('trunks.save', { trunk: desk(), password: 'open-sesame' });
    expect(saved).toEqual({
      trunk: trunkSchema.parse(desk()),
      has_password: true,
      status: {
        state: 'disabled',
        message: 'Switched off: no calls are made or taken by it.',
        sip_status: null,
        next_at: null,
      },
      calls_up: 0,
      today: none,
    });
    expect(changes.length).toBeGreaterThan(0);
    subscription.dispose();
    // Absent: as it was.
    await call('trunks.save', { trunk: desk({ name: 'Desk' }) });
    const listed = await call('trunks.list', undefined);
    expect(listed.map(({ trunk, has_password: has }) => [trunk.name, has])).toEqual([['Desk', true]]);
    expect(await readFile(join(folder, 'desk.json'), 'utf8')).not.toContain('open-sesame');
    expect(JSON.stringify([listed, logged])).not.toContain('open-sesame');
    expect(await fixture.secrets.get('trunk:desk')).toBe('open-sesame');
  });

  it('that are deleted come back with their password; the password of one that cannot come back is forgotten', async () => {
    await call('trunks.save', { trunk: desk(), password: 'open-sesame' });
    await call('trunks.delete', { id: 'desk' });
    expect(await call('trunks.list', undefined)).toEqual([]);
    expect(await call('trunks.restore', { id: 'desk' })).toMatchObject({ has_password: true });
    await expect(call('trunks.restore', { id: 'desk' })).rejects.toThrow(/again. Nothing was changed/);
    await expect(call('trunks.delete', { id: 'nobody' })).rejects.toThrow(/^trunk-not-found/);
    await fixture.secrets.set('trunk:gone', 'left behind');
    await call('trunks.delete', { id: 'desk' });
    expect((await fixture.secrets.list()).map(({ id }) => id)).toEqual(['trunk:desk']);
    await call('trunks.restore', { id: 'desk' });
    await call('trunks.save', { trunk: desk(), password: null });
    expect(await fixture.secrets.list()).toEqual([]);
  });

  it('whose file is damaged are set aside, and the others stay', async () => {
    await call('trunks.save', { trunk: desk() });
    await writeFile(join(folder, 'bad.json'), '{"id":"bad"');
    expect((await call('trunks.list', undefined)).map(({ trunk }) => trunk.id)).toEqual(['desk']);
    expect((await readdir(folder)).sort()).toEqual(['bad.json.damaged', 'deleted', 'desk.json']);
    expect(logged).toContainEqual(['the file of a trunk is damaged and was set aside', { file: 'bad.json' }]);
  });

  it.each<[string, Partial<TrunkInput>]>([
    ['an id that is a path', { id: '../settings' }],
    ['an address with a user', { server: 'alice@sip.example.com' }],
    ['a port that is none', { server: 'sip.example.com:99999' }],
    ['no codec', { codecs: [] }],
  ])('are refused: %s', async (_what, change) => {
    await expect(call('trunks.save', { trunk: desk(change) })).rejects.toThrow(/^input-invalid/);
  });

  it('are tested on the running telephone: one that leads nowhere says so at once', async () => {
    await call('trunks.save', { trunk: desk({ server: '127.0.0.1:1', transport: 'tcp', kind: 'ip' }) });
    const steps = await call('trunks.test', { id: 'desk' });
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'dns passed',
      'connect failed',
      'tls skipped',
      'register skipped',
      'options skipped',
      'call skipped',
    ]);
    expect(steps[1]).toMatchObject({
      message: '127.0.0.1:1 refused the connection: nothing listens on that port.',
      advice: 'Check the port and the transport.',
    });
    await call('trunks.stop-test', { id: 'desk' });
    await expect(call('trunks.test', { id: 'nobody' })).rejects.toThrow(/^trunk-not-found/);
  });
});

describe('the do-not-call list', () => {
  it('takes numbers in any writing, tells those that are none, finds and removes them', async () => {
    expect(
      await call('do-not-call.add', {
        numbers: ['030 12345678', '+49 (30) 12345678', '+1 202 555 0123', 'nobody', '12', '+999123456789'],
        country: 'DE',
        reason: ' asked us ',
      }),
    ).toEqual({ added: 3, known: 1, refused: ['nobody', '12'] });
    expect(await call('do-not-call.list', { search: '+4930' })).toEqual({
      entries: [{ number: '+493012345678', reason: 'asked us', added_at: expect.any(String) as string }],
      total: 1,
      next: null,
    });
    await call('do-not-call.remove', { number: '+49 30 12345678' });
    await expect(call('do-not-call.remove', { number: '+49 30 12345678' })).rejects.toThrow(/not on the/);
    expect((await call('do-not-call.list', {})).total).toBe(2);
    expect(JSON.stringify(logged)).not.toContain('12345678');
  });

  it('takes a hundred thousand numbers in less than three seconds', async () => {
    const numbers = Array.from({ length: 100_000 }, (_, at) => `+49 30 ${String(20_000_000 + at)}`);
    // Of all threads: the wall clock would measure what else this machine does.
    const started = process.cpuUsage();
    expect(await call('do-not-call.add', { numbers })).toEqual({ added: 100_000, known: 0, refused: [] });
    const { user, system } = process.cpuUsage(started);
    expect((await call('do-not-call.list', { search: '99999', limit: 1 })).total).toBe(1);
    expect((user + system) / 1000).toBeLessThan(3000);
  });
});
