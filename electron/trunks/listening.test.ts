import { expect, test } from 'vitest';
import { Emitter } from '#engine/base/event.ts';
import { SipError } from '#engine/base/errors.ts';
import { silentLogger } from '#engine/base/logger.ts';
import { trunkSchema, type Trunk, type TrunkInput } from '#shared/domain/trunk.ts';
import { listenForTrunks } from './listening.ts';

const trunk = (more: Partial<TrunkInput> = {}): Trunk =>
  trunkSchema.parse({
    id: 'pbx',
    name: 'PBX',
    preset: 'other',
    kind: 'ip',
    server: '192.0.2.5',
    created_at: '2026-01-01T00:00:00.000Z',
    inbound: { is_enabled: true, routes: [], fallback_workflow_id: 'w', busy_message: '' },
    ...more,
  });

async function listening(trunks: Trunk[], later?: Trunk[], taken: string[] = []) {
  const changed = new Emitter<undefined>();
  const bound: string[] = [];
  const notices: string[] = [];
  let now = trunks;
  await listenForTrunks({
    stack: {
      listen: ({ transport, at }) => {
        if (taken.includes(transport))
          return Promise.reject(new SipError('sip-unreachable', 'Port 5060 is taken.'));
        bound.push(`${transport} ${String(at.port)}`);
        return Promise.resolve(at);
      },
    },
    trunks: { list: () => Promise.resolve(now), onChanged: changed.on },
    phone: { notice: ({ message }) => void notices.push(message) },
    logger: silentLogger,
  });
  if (later) {
    now = later;
    changed.emit(undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { bound, notices };
}

test.each([
  ['no trunk', []],
  ['one that logs on', [trunk({ kind: 'registered' })]],
  ['one that is switched off', [trunk({ is_enabled: false })]],
  [
    'one that takes no calls',
    [trunk({ inbound: { is_enabled: false, routes: [], fallback_workflow_id: null, busy_message: '' } })],
  ],
])('for %s nothing is listened for', async (_what, trunks) => {
  expect((await listening(trunks)).bound).toEqual([]);
});

test('a trunk that knows us by our address is listened for once, also when it comes later', async () => {
  const usual = ['udp 5060', 'tcp 5060'];
  expect((await listening([trunk()], [trunk(), trunk({ id: 'b' })])).bound).toEqual(usual);
  expect((await listening([], [trunk()])).bound).toEqual(usual);
});

test('a port that is taken is told in words', async () => {
  expect(await listening([trunk()], undefined, ['udp'])).toEqual({
    bound: ['tcp 5060'],
    notices: ['Calls of trunks without a log-on cannot come in by UDP: Port 5060 is taken.'],
  });
});
