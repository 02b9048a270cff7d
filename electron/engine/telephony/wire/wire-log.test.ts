import { expect, it } from 'vitest';
import type { WireMessage } from '../sip/transport/transport-layer.ts';
import { WireLog, type LoggedEntry } from './wire-log.ts';

function message(text: string, rest: Partial<WireMessage> = {}): WireMessage {
  return {
    direction: 'out',
    transport: 'udp',
    local: { address: '192.0.2.1', port: 5060 },
    remote: { address: '2001:db8::2', port: 5061 },
    callId: 'one',
    bytes: Buffer.from(text),
    timeMs: 1.5,
    ...rest,
  };
}

it('tells each message without its secrets, and keeps it by call', () => {
  const log = new WireLog();
  const told: LoggedEntry[] = [];
  log.onEntry((entry) => told.push(entry));
  log.record(
    message(
      'REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username="u", response="0123456789abcdef"\r\n\r\n',
    ),
  );
  log.record(message('OPTIONS sip:x SIP/2.0\r\n\r\n', { callId: 'other', direction: 'in' }));
  expect(told[0]).toEqual({
    callId: 'one',
    entry: {
      kind: 'sip',
      time_ms: 1.5,
      direction: 'out',
      transport: 'udp',
      local: '192.0.2.1:5060',
      remote: '[2001:db8::2]:5061',
      text: 'REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username="u", response="***"\r\n\r\n',
    },
  });
  expect(log.entries('one')).toEqual([told[0]?.entry]);
  expect(log.entries('other')).toEqual([told[1]?.entry]);
});

const texts = (log: WireLog, callId: string): string[] =>
  log.entries(callId).map((entry) => (entry.kind === 'sip' ? entry.text : entry.kind));

it('leaves out the middle of a long call: how it began and how it ended is kept', () => {
  const log = new WireLog({ entriesPerCall: 8 });
  for (let count = 1; count <= 20; count += 1) log.record(message(`M${count}`));
  expect(texts(log, 'one')).toEqual(['M1', 'M2', 'M15', 'M16', 'M17', 'M18', 'M19', 'M20']);
});

it('keeps within its characters, of one call and of all, and drops those of calls that are up last', () => {
  const log = new WireLog({ charactersPerCall: 30, characters: 60, calls: 10 });
  for (let count = 0; count < 10; count += 1) log.record(message('0123456789'));
  expect(log.size).toEqual({ calls: 1, characters: 30 });
  const hold = log.hold('one');
  for (let count = 0; count < 100; count += 1) {
    log.record(message('x'.repeat(20), { callId: `stranger ${count}` }));
  }
  expect(log.size).toEqual({ calls: 2, characters: 50 });
  expect(texts(log, 'one')).toHaveLength(3);
  hold.dispose();
  for (let count = 0; count < 3; count += 1) log.record(message('y'.repeat(20), { callId: `more ${count}` }));
  expect(texts(log, 'one')).toEqual([]);
  expect(log.size).toEqual({ calls: 3, characters: 60 });
});

it('holds no more calls than it may, and forgets one that is kept elsewhere', () => {
  const log = new WireLog({ calls: 3 });
  for (let count = 0; count < 10; count += 1) log.record(message('x', { callId: `c${count}` }));
  expect(log.size).toEqual({ calls: 3, characters: 3 });
  log.forget('c9');
  expect(log.entries('c9')).toEqual([]);
  expect(log.size).toEqual({ calls: 2, characters: 2 });
});
