import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameCutter } from './frame-cutter.ts';

test('frames of 20 ms come out in order, clipped, whatever the chunks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(16_000, 44_100, 48_000),
      fc.array(fc.float32Array({ maxLength: 300, noNaN: true }), { maxLength: 40 }),
      (rate, chunks) => {
        const cutter = new FrameCutter(rate);
        const frames: Int16Array[] = [];
        for (const chunk of chunks) cutter.push(chunk, (frame) => frames.push(frame));
        const samples = chunks.flatMap((chunk) => [...chunk]);
        const length = Math.round(rate / 50);
        expect(frames.map((frame) => frame.length)).toEqual(
          new Array<number>(Math.floor(samples.length / length)).fill(length),
        );
        const out = frames.flatMap((frame) => [...frame]);
        for (const [index, value] of out.entries())
          expect(Math.abs(value / 32_768 - Math.max(-1, Math.min(1, samples[index] ?? 0)))).toBeLessThan(
            1e-4,
          );
      },
    ),
    { numRuns: 30 },
  );
});

test('full scale does not wrap round', () => {
  const cutter = new FrameCutter(16_000);
  const frames: Int16Array[] = [];
  cutter.push(
    Float32Array.from({ length: 320 }, (_, index) => (index % 2 === 0 ? 1.5 : -1.5)),
    (frame) => frames.push(frame),
  );
  expect([frames[0]?.[0], frames[0]?.[1]]).toEqual([32_767, -32_768]);
});
