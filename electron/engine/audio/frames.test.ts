import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameSplitter, interleave, levelOf, mixToMono } from './frames.ts';

const anySample = fc.integer({ min: -32_768, max: 32_767 });

describe('FrameSplitter', () => {
  it('makes whole frames of any chunks, in order, with silence after the end', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anySample, { maxLength: 900 }), { maxLength: 8 }), (chunks) => {
        const splitter = new FrameSplitter();
        const frames = chunks.flatMap((chunk) => splitter.push(Int16Array.from(chunk)));
        const last = splitter.flush();
        if (last) frames.push(last);
        const all = chunks.flat();
        const padded = [...all, ...new Array<number>((320 - (all.length % 320)) % 320).fill(0)];
        expect(frames.flatMap((frame) => Array.from(frame))).toEqual(padded);
        expect(frames.every((frame) => frame.length === 320)).toBe(true);
        expect([splitter.pendingSamples, splitter.flush()]).toEqual([0, null]);
      }),
    );
  });

  it('hands out frames that later pushes do not change, and forgets on request', () => {
    const splitter = new FrameSplitter();
    const source = new Int16Array(330).fill(7);
    const [frame] = splitter.push(source);
    source.fill(0);
    splitter.push(source);
    expect(frame).toEqual(new Int16Array(320).fill(7));
    splitter.push(new Int16Array(5));
    splitter.clear();
    expect(splitter.flush()).toBe(null);
  });
});

describe('lanes', () => {
  it('interleaves two lanes, the shorter one with silence', () => {
    expect(interleave(Int16Array.of(1, 2, 3), Int16Array.of(-1))).toEqual(Int16Array.of(1, -1, 2, 0, 3, 0));
  });

  it('mixes channels at equal weight without overflow', () => {
    expect([
      mixToMono(Int16Array.of(32_767, 32_767, -32_768, -32_768, 100, 200), 2),
      mixToMono(Int16Array.of(5, 6), 1),
    ]).toEqual([Int16Array.of(32_767, -32_768, 150), Int16Array.of(5, 6)]);
  });
});

describe('levelOf', () => {
  it('measures against full scale', () => {
    const square = Int16Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 16_384 : -16_384));
    const sine = Int16Array.from({ length: 1600 }, (_, n) =>
      Math.round(32_767 * Math.sin((n * Math.PI) / 16)),
    );
    expect([levelOf(square), levelOf(sine), levelOf(new Int16Array(10)), levelOf(new Int16Array(0))]).toEqual(
      [
        { rmsDbfs: expect.closeTo(-6.02, 2) as number, peakDbfs: expect.closeTo(-6.02, 2) as number },
        { rmsDbfs: expect.closeTo(-3.01, 2) as number, peakDbfs: expect.closeTo(0, 2) as number },
        { rmsDbfs: -Infinity, peakDbfs: -Infinity },
        { rmsDbfs: -Infinity, peakDbfs: -Infinity },
      ],
    );
  });
});
