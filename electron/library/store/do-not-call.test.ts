import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openLibrary, type Library, type LibraryChange } from '../index.ts';
import { newRun, temporaryDataDir } from '../testing/fixtures.ts';

let remove: () => Promise<void>;
let library: Library;
let nowMs = 0;

beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 1);
  const folder = await temporaryDataDir();
  remove = folder.remove;
  library = await openLibrary({ dataDir: folder.dataDir, logger: silentLogger, now: () => (nowMs += 1000) });
});
afterEach(async () => {
  await library.close();
  await remove();
});

test('numbers are added once, found by any part, listed newest first in pages, and taken off with a trail', async () => {
  const changes: LibraryChange[] = [];
  library.onChanged((change) => changes.push(change));
  expect(await library.addDoNotCall(['+493012345678', '+12025550123', '+493012345678'], 'asked us')).toBe(2);
  expect(await library.addDoNotCall(['+12025550123', '+442079460000'], 'by letter')).toBe(1);

  const numbers = async (search: string) =>
    (await library.listDoNotCall({ search, after: null, limit: 10 })).entries.map(({ number }) => number);
  expect(await Promise.all(['', '+4', '50123', '+49 30', 'LETTER', 'nothing', "%'"].map(numbers))).toEqual([
    ['+442079460000', '+12025550123', '+493012345678'],
    ['+442079460000', '+493012345678'],
    ['+12025550123'],
    ['+493012345678'],
    ['+442079460000'],
    [],
    [],
  ]);
  const first = await library.listDoNotCall({ search: '', after: null, limit: 2 });
  expect([
    first,
    await library.listDoNotCall({ search: '', after: first.next, limit: 2 }),
    await library.isDoNotCall('+442079460000'),
    await library.isDoNotCall('+44207946000'),
  ]).toEqual([
    {
      entries: [
        { number: '+442079460000', reason: 'by letter', added_at: '2026-01-01T00:00:02.000Z' },
        { number: '+12025550123', reason: 'asked us', added_at: '2026-01-01T00:00:01.000Z' },
      ],
      total: 3,
      next: '2026-01-01T00:00:01.000Z +12025550123',
    },
    {
      entries: [{ number: '+493012345678', reason: 'asked us', added_at: '2026-01-01T00:00:01.000Z' }],
      total: 3,
      next: null,
    },
    true,
    false,
  ]);

  const before = nowMs;
  expect(await library.removeDoNotCall('+12025550123')).toBe(true);
  expect(await library.removeDoNotCall('+12025550123')).toBe(false);
  expect(await library.isDoNotCall('+12025550123')).toBe(false);
  expect(await library.doNotCallTrail('+12025550123')).toEqual([
    { number: '+12025550123', action: 'added', reason: 'asked us', time: '2026-01-01T00:00:01.000Z' },
    { number: '+12025550123', action: 'removed', reason: 'asked us', time: expect.any(String) as string },
  ]);
  expect(nowMs).toBeGreaterThan(before);
  expect(changes).toEqual(Array.from({ length: 3 }, () => ({ what: 'do-not-call', id: null })));
});

test('a hundred thousand numbers are added and looked up quickly', async () => {
  const numbers = Array.from({ length: 100_000 }, (_, at) => `+4930${String(10_000_000 + at)}`);
  // Of all threads: the wall clock would measure what else this machine does.
  const started = process.cpuUsage();
  expect(await library.addDoNotCall(numbers, 'list')).toBe(100_000);
  const { user, system } = process.cpuUsage(started);
  expect((await library.listDoNotCall({ search: '99999', after: null, limit: 100 })).total).toBe(1);
  expect(await library.isDoNotCall('+493010099999')).toBe(true);
  expect((user + system) / 1000).toBeLessThan(3000);
});

test('the use of a trunk counts its phone calls since a moment: connected time, billed minutes and known cost', async () => {
  const day = '2026-01-01T00:00:00.000Z';
  const trunk = { trunk_id: 'desk' };
  const call = (change: Parameters<typeof newRun>[0]) =>
    library.createRun(newRun({ mode: 'phone', ...change }));
  const done = await call({ call_type: 'outbound', extra: trunk });
  const line = { provider: 'p', model: 'm', quantity: 1, unit: 'seconds' as const };
  await library.updateRun(done.id, {
    state: 'completed',
    is_completed: true,
    usage_info: { llm: {}, tts: {}, stt: {}, call_duration_seconds: 61.5 },
    cost_info: {
      total_usd: null,
      lines: [
        { ...line, kind: 'llm', usd: 0.25 },
        { ...line, kind: 'tts', usd: null },
        { ...line, kind: 'carrier', usd: 9 },
      ],
    },
  });
  const unanswered = await call({ call_type: 'outbound', extra: trunk });
  await library.updateRun(unanswered.id, { state: 'completed', is_completed: true, status: 'busy' });
  const up = await call({ call_type: 'inbound', extra: trunk });
  await library.updateRun(up.id, { state: 'running', started_at: '2026-01-01T00:01:00.000Z' });
  await call({ call_type: 'outbound', extra: { trunk_id: 'other' } });
  await library.createRun(newRun({ extra: trunk }));

  const use = await library.trunkUse('desk', day, '2026-01-01T00:01:30.000Z');
  expect({ ...use, seconds: Math.round(use.seconds * 10) / 10 }).toEqual({
    outboundCalls: 2,
    inboundCalls: 1,
    seconds: 91.5,
    billedMinutes: 3,
    providersUsd: 0.25,
  });
  expect(await library.trunkUse('desk', '2026-01-02T00:00:00.000Z', day)).toEqual({
    outboundCalls: 0,
    inboundCalls: 0,
    seconds: 0,
    billedMinutes: 0,
    providersUsd: 0,
  });
});
