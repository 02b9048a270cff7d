import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRtcp, serialiseRtcp, type ReportBlock, type RtcpPacket } from './rtcp.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const report: fc.Arbitrary<ReportBlock> = fc.record({
  ssrc: uint32,
  fractionLost: fc.integer({ min: 0, max: 255 }),
  cumulativeLost: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
  highestSequence: uint32,
  jitter: uint32,
  lastSenderReport: uint32,
  delaySinceLastSenderReport: uint32,
});
const reports = fc.array(report, { maxLength: 3 });
const text = fc.string({ maxLength: 60, unit: 'grapheme' });
const anyPacket: fc.Arbitrary<RtcpPacket> = fc.oneof(
  fc.record({
    type: fc.constant('sender-report' as const),
    ssrc: uint32,
    ntpSeconds: uint32,
    ntpFraction: uint32,
    rtpTimestamp: uint32,
    packetCount: uint32,
    octetCount: uint32,
    reports,
  }),
  fc.record({ type: fc.constant('receiver-report' as const), ssrc: uint32, reports }),
  fc.record({
    type: fc.constant('description' as const),
    chunks: fc.array(
      fc.record({
        ssrc: uint32,
        items: fc.array(fc.record({ type: fc.integer({ min: 1, max: 8 }), text }), { maxLength: 4 }),
      }),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    type: fc.constant('bye' as const),
    ssrcs: fc.array(uint32, { maxLength: 4 }),
    reason: fc.option(text),
  }),
  fc.record({
    type: fc.constant('other' as const),
    packetType: fc.integer({ min: 204, max: 223 }),
    count: fc.integer({ min: 0, max: 31 }),
    body: fc.integer({ min: 0, max: 4 }).chain((n) => fc.uint8Array({ minLength: n * 4, maxLength: n * 4 })),
  }),
);

describe('RTCP', () => {
  it('parses to what was serialised, however many packets a datagram holds', () => {
    fc.assert(
      fc.property(fc.array(anyPacket, { maxLength: 5 }), (packets) => {
        expect(parseRtcp(serialiseRtcp(packets))).toEqual(packets);
      }),
    );
  });

  it('reads what stands before a part that is cut short', () => {
    const bye: RtcpPacket = { type: 'bye', ssrcs: [5], reason: null };
    const bytes = serialiseRtcp([bye, { type: 'receiver-report', ssrc: 5, reports: [] }]);
    expect(parseRtcp(bytes.subarray(0, bytes.length - 1))).toEqual([bye]);
  });

  it('takes a datagram that does not begin with a report, and one with padding', () => {
    const bytes = Uint8Array.of(0xa1, 203, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4);
    expect(parseRtcp(bytes)).toEqual([{ type: 'bye', ssrcs: [9], reason: null }]);
  });

  it('leaves out a report that announces more than it has', () => {
    expect(parseRtcp(Uint8Array.of(0x9f, 201, 0, 1, 0, 0, 0, 9))).toEqual([
      { type: 'receiver-report', ssrc: 9, reports: [] },
    ]);
  });

  it('never throws, whatever the bytes', () => {
    const likely = fc.uint8Array({ maxLength: 120, size: 'max' }).map((bytes) => {
      bytes[0] = 0x80 | ((bytes[0] ?? 0) & 0x3f);
      bytes[1] = 200 + ((bytes[1] ?? 0) % 5);
      bytes[2] = 0;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 120, size: 'max' }), likely), (bytes) => {
        expect(parseRtcp(bytes).length).toBeLessThanOrEqual(bytes.length / 4);
      }),
      { numRuns: 3000 },
    );
  });
});
