import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  A_LAW_SILENCE,
  MU_LAW_SILENCE,
  aLawDecode,
  aLawEncode,
  aLawToLinear,
  muLawDecode,
  muLawEncode,
  muLawToLinear,
} from './g711.ts';

const octets = Uint8Array.from({ length: 256 }, (_, octet) => octet);
const anySample = fc.integer({ min: -32_768, max: 32_767 });

describe('G.711', () => {
  it('decodes the values of the recommendation’s tables', () => {
    expect({
      muLaw: Array.from(muLawDecode(Uint8Array.of(0x80, 0x8f, 0x9f, 0xff, 0x7f, 0x0f, 0x00))),
      aLaw: Array.from(aLawDecode(Uint8Array.of(0xaa, 0xa5, 0xd5, 0x55, 0x25, 0x2a))),
    }).toEqual({
      muLaw: [32_124, 16_764, 8316, 0, 0, -16_764, -32_124],
      aLaw: [32_256, 16_896, 8, -8, -16_896, -32_256],
    });
  });

  it('encodes each decoded octet as itself; the two zeros of µ-law as one', () => {
    const expected = octets.slice();
    expected[0x7f] = MU_LAW_SILENCE;
    expect(muLawEncode(muLawDecode(octets))).toEqual(expected);
    expect(aLawEncode(aLawDecode(octets))).toEqual(octets);
  });

  it('encodes silence as silence', () => {
    expect([muLawEncode(Int16Array.of(0))[0], aLawEncode(Int16Array.of(0))[0]]).toEqual([
      MU_LAW_SILENCE,
      A_LAW_SILENCE,
    ]);
  });

  it.each([
    ['µ-law', muLawEncode, muLawToLinear, 32_124],
    ['A-law', aLawEncode, aLawToLinear, 32_256],
  ] as const)(
    '%s is off by half a step at most and keeps the order of the samples',
    (_, encode, table, top) => {
      fc.assert(
        fc.property(anySample, (sample) => {
          const decoded = table[encode(Int16Array.of(sample))[0] ?? 0] ?? 0;
          const clipped = Math.max(-top, Math.min(top, sample));
          // Sixteen steps a segment: an error is half of one, at most a 32nd of the sample (16 at the smallest steps).
          expect(Math.abs(decoded - clipped)).toBeLessThanOrEqual(Math.abs(clipped) / 32 + 16);
        }),
      );
      const ramp = Int16Array.from({ length: 65_536 }, (__, index) => index - 32_768);
      const decoded = Array.from(encode(ramp), (octet) => table[octet] ?? 0);
      expect(decoded.every((value, index) => index === 0 || value >= (decoded[index - 1] ?? 0))).toBe(true);
    },
  );
});
