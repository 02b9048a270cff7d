import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WireEntry } from '#shared/domain/phone-call.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { addFinishedRun, openStudioFixture, type StudioFixture } from './testing/studio-fixture.ts';

let fixture: StudioFixture;
let call: Dispatch;
let runId: string;

const message = (direction: 'in' | 'out', timeMs: number, line: string): WireEntry => ({
  kind: 'sip',
  time_ms: timeMs,
  direction,
  transport: 'udp',
  local: '192.0.2.1:5060',
  remote: '192.0.2.2:5060',
  text: `${line}\r\nCall-ID: a\r\n\r\n`,
});
const entries = [
  message('out', 1000, 'INVITE sip:+49@example.com SIP/2.0'),
  message('in', 1100, 'SIP/2.0 486 Busy Here'),
];

beforeAll(async () => {
  fixture = await openStudioFixture();
  call = createDispatch({
    studio: fixture.studio,
    settings: fixture.settings,
    door: 'browser',
    logger: fixture.logger,
  });
  runId = await addFinishedRun(fixture);
  const folder = await fixture.studio.library.runFolder(runId);
  // The last line was cut by a kill.
  const lines = [...entries.map((entry) => JSON.stringify(entry)), '{"kind":"sip","time_'];
  await writeFile(join(folder, 'wire.ndjson'), lines.join('\n'));
});
afterAll(() => fixture.dispose());

test('the wire log of a run is read, as far as it was written', async () => {
  expect(await call('phone.wire-log', { run_id: runId })).toEqual({ ok: true, value: entries });
});

test('the wire log is served as a capture', async () => {
  const get = (path: string) => fixture.content({ method: 'GET', path, range: null, ifNoneMatch: null });
  const found = await get(`/runs/${runId}/wire.pcap`);
  const bytes = found.body as Uint8Array<ArrayBuffer>;
  expect([found.status, found.headers['Content-Type'], Buffer.from(bytes).readUInt32LE(0)]).toEqual([
    200,
    'application/vnd.tcpdump.pcap',
    0xa1b2c3d4,
  ]);
  const other = await addFinishedRun(fixture);
  expect((await get(`/runs/${other}/wire.pcap`)).status).toBe(404);
});

test('without a trunk nothing is dialled, and the words say what to do', async () => {
  const dialled = await call('phone.dial', { workflow_id: 'sample-booking', to: '+493012345678' });
  expect(dialled).toMatchObject({ ok: false });
  expect(await call('phone.calls', null)).toEqual({ ok: true, value: [] });
});

test('an agent that was never published is not dialled', async () => {
  const [agent] = await fixture.studio.library.listWorkflows();
  const dialled = await call('phone.dial', { workflow_id: agent?.id, to: '+493012345678' });
  expect(dialled).toMatchObject({ ok: false, error: { code: 'workflow-invalid' } });
  expect(JSON.stringify(dialled)).toMatch(/publish it first/);
});

test.each([
  ['phone.hang-up', {}],
  ['phone.hold', { held: true }],
  ['phone.press', { keys: '12#' }],
  ['phone.transfer', { kind: 'blind', to: '+49' }],
  ['phone.cancel-transfer', {}],
  ['phone.whisper', { text: 'Offer ten percent.' }],
  ['phone.mute-agent', { muted: true }],
  ['phone.take-over', {}],
  ['phone.hand-back', {}],
])('%s of a call that is over says so', async (method, input) => {
  expect(await call(method, { run_id: 'run_gone', ...input })).toMatchObject({
    ok: false,
    error: { code: 'call-not-found', message: 'That call is over. Its run is in the library.' },
  });
});
