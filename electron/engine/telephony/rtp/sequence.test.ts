import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToTimestamp, nextSequence, sequenceDelta, timestampDelta, Unwrapper } from './sequence.ts';

describe('counters that wrap', () => {
  it('goes the short way round', () => {
    expect([
      sequenceDelta(65_535, 0),
      sequenceDelta(0, 65_535),
      sequenceDelta(10, 10),
      timestampDelta(0xffff_ffff, 159),
      timestampDelta(0, 0xffff_ff60),
      addToTimestamp(0xffff_ff60, 160),
      nextSequence(65_535),
    ]).toEqual([1, -1, 0, 160, -160, 0, 0]);
  });

  it('gives each packet its number without wraps, in whatever order packets come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        // Steps within what can be told apart: less than half of the range from the highest so far.
        fc.array(fc.integer({ min: -500, max: 3000 }), { maxLength: 300 }),
        (start, steps) => {
          const unwrapper = new Unwrapper(sequenceDelta);
          unwrapper.unwrap(start);
          let highest = start;
          for (const step of steps) {
            const sent = highest + step;
            expect(unwrapper.unwrap(((sent % 65_536) + 65_536) % 65_536)).toBe(sent);
            highest = Math.max(highest, sent);
          }
        },
      ),
    );
  });

  it('unwraps timestamps beyond 2^32', () => {
    const unwrapper = new Unwrapper(timestampDelta);
    expect([0xffff_ff00, 0x60, 0xffff_ffa0, 0x100].map((wire) => unwrapper.unwrap(wire))).toEqual([
      0xffff_ff00, 0x1_0000_0060, 0xffff_ffa0, 0x1_0000_0100,
    ]);
  });
});
