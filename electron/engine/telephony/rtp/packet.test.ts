import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRtcp, parseRtp, serialiseRtp, type RtpPacket } from './packet.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const words = fc
  .integer({ min: 0, max: 8 })
  .chain((count) => fc.uint8Array({ minLength: count * 4, maxLength: count * 4 }));
const anyPacket: fc.Arbitrary<RtpPacket> = fc.record({
  payloadType: fc.integer({ min: 0, max: 127 }),
  marker: fc.boolean(),
  sequence: fc.integer({ min: 0, max: 65_535 }),
  timestamp: uint32,
  ssrc: uint32,
  csrcs: fc.array(uint32, { maxLength: 15 }),
  extension: fc.option(fc.record({ profile: fc.integer({ min: 0, max: 65_535 }), data: words })),
  payload: fc.uint8Array({ maxLength: 400, size: 'max' }),
});

const plain: RtpPacket = {
  payloadType: 0,
  marker: false,
  sequence: 7,
  timestamp: 160,
  ssrc: 1,
  csrcs: [],
  extension: null,
  payload: Uint8Array.of(1, 2, 3, 4),
};

describe('RTP packets', () => {
  it('parse to what was serialised', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        expect(parseRtp(serialiseRtp(packet))).toEqual(packet);
      }),
    );
  });

  it('are read to the end of their payload, without the padding', () => {
    const bytes = Uint8Array.from([...serialiseRtp(plain), 0, 0, 3]);
    bytes[0] = 0xa0;
    expect(parseRtp(bytes)).toEqual(plain);
  });

  it('are refused with padding that counts nothing or more than there is', () => {
    const verdicts = [0, 5].map((count) => {
      const bytes = Uint8Array.from([...serialiseRtp(plain)]);
      bytes[0] = 0xa0;
      bytes[bytes.length - 1] = count;
      return parseRtp(bytes);
    });
    expect(verdicts).toEqual([null, null]);
  });

  it('are refused with another version, or when CSRCs or extension are cut short', () => {
    const version1 = serialiseRtp(plain);
    version1[0] = 0x40;
    const csrcs = serialiseRtp({ ...plain, csrcs: [1, 2, 3] }).subarray(0, 20);
    const extension = serialiseRtp({
      ...plain,
      extension: { profile: 0xbede, data: new Uint8Array(8) },
    }).subarray(0, 20);
    expect(
      [version1, csrcs, extension, new Uint8Array(0), serialiseRtp(plain).subarray(0, 11)].map(parseRtp),
    ).toEqual([null, null, null, null, null]);
  });

  it('are never more than null, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80, size: 'max' }), (bytes) => {
        const packet = parseRtp(bytes);
        expect(packet === null || packet.payload.length <= bytes.length - 12).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('are told from RTCP by the second octet', () => {
    const marked = serialiseRtp({ ...plain, marker: true, payloadType: 101 });
    expect([isRtcp(marked), isRtcp(Uint8Array.of(0x80, 200)), isRtcp(new Uint8Array(0))]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
