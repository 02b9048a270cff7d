import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MediaQuality, WireEntry } from '#shared/domain/phone-call.ts';
import { filterLadder, ladderOf, ladderText, laneNames, mediaText, type LadderRow } from './ladder.ts';
import { headOf } from './sip-head.ts';

const start = 1_800_000_000_000;

function sip(atMs: number, direction: 'in' | 'out', lines: string, remote = '192.0.2.1:5060'): WireEntry {
  return {
    kind: 'sip',
    time_ms: start + atMs,
    direction,
    transport: 'udp',
    local: '198.51.100.7:5060',
    remote,
    text: lines.replaceAll('\n', '\r\n'),
  };
}

const quality: MediaQuality = {
  codec: 'opus',
  is_encrypted: true,
  packets_received: 500,
  packets_sent: 500,
  loss: 0,
  loss_total: 0,
  jitter_ms: 2,
  buffer_ms: 40,
  round_trip_ms: 30,
  remote_loss: null,
  remote_jitter_ms: null,
  mos: 4.3,
};

function rtp(atMs: number, change: Partial<MediaQuality> = {}): WireEntry {
  return {
    kind: 'rtp',
    time_ms: start + atMs,
    local: '198.51.100.7:10000',
    remote: '192.0.2.1:20000',
    quality: { ...quality, ...change },
  };
}

const invite = 'INVITE sip:bob@example.com SIP/2.0\nTo: <sip:bob@example.com>\nCall-ID: a\nCSeq: 1 INVITE';
const offer = `${invite}\nContent-Type: application/sdp\n\nv=0\na=sendrecv\n`;
const hold =
  'INVITE sip:bob@192.0.2.1 SIP/2.0\nt: <sip:bob@example.com>;tag=b\ni: a\nCSeq: 3 INVITE\nc: application/sdp\n\nv=0\na=sendonly\n';

const call: WireEntry[] = [
  sip(0, 'out', offer),
  sip(500, 'out', offer),
  sip(
    520,
    'in',
    'SIP/2.0 407 Proxy Authentication Required\nTo: <sip:bob@example.com>;tag=p\nCSeq: 1 INVITE',
  ),
  sip(600, 'in', 'SIP/2.0 180 Ringing\nTo: <sip:bob@example.com>;tag=b\nCSeq: 2 INVITE'),
  sip(4000, 'in', 'SIP/2.0 200 OK\nTo: <sip:bob@example.com>;tag=b\nCSeq: 2 INVITE', '192.0.2.9:5060'),
  rtp(9000),
  rtp(14_000, { mos: 3.1, loss: 0.04, jitter_ms: 31.4 }),
  sip(15_000, 'in', hold),
  sip(15_010, 'out', 'SIP/2.0 603 Decline\nTo: <sip:a@b>\nCSeq: 3 INVITE'),
];

const short = (row: LadderRow): unknown =>
  row.kind === 'media'
    ? [row.kind, row.atMs, row.untilMs, row.worstMos, row.reports.length]
    : [row.title, row.from, row.to, row.tone, row.note, row.sending];

describe('ladder', () => {
  test('puts each message on its way between the lanes, tells repeats, and makes one band of the reports between', () => {
    const ladder = ladderOf(call);
    expect({ lanes: ladder.lanes, rows: ladder.rows.map(short) }).toEqual({
      lanes: ['198.51.100.7:5060', '192.0.2.1:5060', '192.0.2.9:5060'],
      rows: [
        ['INVITE', 0, 1, 'request', 'SDP', 1],
        ['INVITE', 0, 1, 'request', 'SDP', 2],
        ['407 Proxy Authentication Required', 1, 0, 'asked', '', 1],
        ['180 Ringing', 1, 0, 'underway', '', 1],
        ['200 OK', 2, 0, 'answered', '', 1],
        ['media', 9000, 14_000, 3.1, 2],
        ['re-INVITE', 1, 0, 'request', 'SDP, sendonly', 1],
        ['603 Decline', 0, 1, 'refused', '', 1],
      ],
    });
  });

  test('is empty for an empty log', () => {
    expect(ladderOf([])).toEqual({ lanes: [''], rows: [] });
  });

  test('a band says the worst of its reports', () => {
    const band = ladderOf(call).rows.find((row) => row.kind === 'media');
    expect(band && mediaText(band)).toBe('opus, encrypted · MOS 3.1 · 4.0 % lost · jitter 31 ms');
  });

  test('many peers share the last lane', () => {
    const entries = Array.from({ length: 9 }, (_, index) =>
      sip(index, 'out', invite, `192.0.2.${index}:5060`),
    );
    const { lanes, rows } = ladderOf(entries);
    expect([lanes.slice(3), rows.map((row) => (row.kind === 'message' ? row.to : null))]).toEqual([
      ['192.0.2.2:5060', '6 more'],
      [1, 2, 3, 4, 4, 4, 4, 4, 4],
    ]);
  });

  test('is filtered by words, repeats and media', () => {
    const { rows } = ladderOf(call);
    const all = { search: '', withMedia: true, withRepeats: true };
    expect([
      filterLadder(rows, all).length,
      filterLadder(rows, { ...all, withRepeats: false }).length,
      filterLadder(rows, { ...all, withMedia: false }).length,
      filterLadder(rows, { ...all, search: 'SENDONLY invite' }).map(short),
    ]).toEqual([8, 7, 7, [['re-INVITE', 1, 0, 'request', 'SDP, sendonly', 1]]]);
  });

  test('as text has a line of when and whither before each message', () => {
    expect(ladderText(call.slice(3, 4))).toBe(
      [
        '--- 2027-01-15T08:00:00.600Z UDP 192.0.2.1:5060 -> 198.51.100.7:5060',
        'SIP/2.0 180 Ringing',
        'To: <sip:bob@example.com>;tag=b',
        'CSeq: 2 INVITE',
      ].join('\n'),
    );
  });
});

test('any text has some head, in time linear in its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(headOf(text).method).toBeTypeOf('string');
    }),
  );
  expect(headOf(`INVITE ${' '.repeat(100_000)}\r\n${'a\r\n'.repeat(50_000)}`).method).toBe('INVITE');
});

test.each([
  [
    ['10.0.0.2:5060', 'sip.example.com:5061'],
    ['Parley', 'sip.example.com:5061'],
  ],
  [
    ['10.0.0.2:5060', '10.0.0.2:5070', '[2001:db8::7]:5060', '10.0.0.2:5071', '2 more'],
    ['Parley', ':5070', '[2001:db8::7]:5060', ':5071', '2 more'],
  ],
])('lanes %j are headed %j', (lanes, names) => {
  expect(laneNames(lanes)).toEqual(names);
});
