import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWav } from '#engine/audio/wav-reader.ts';
import { base64Of, isWav, wavFile } from './wav-file.ts';

test('what is written here is read by the studio, and nothing beyond full scale wraps round', () => {
  const { sampleRateHz, channels } = readWav(wavFile(Float32Array.of(0, 0.5, -0.5, 3, -3), 16_000));
  expect(sampleRateHz).toBe(16_000);
  expect([...(channels[0] ?? [])].map((sample) => Math.round(sample * 10) / 10)).toEqual([
    0, 0.5, -0.5, 1, -1,
  ]);
  expect([
    isWav(wavFile(new Float32Array(1), 8000)),
    isWav(Uint8Array.of(1, 2, 3, 4)),
    isWav(new Uint8Array(0)),
  ]).toEqual([true, false, false]);
});

test('base64 in pieces is that of the whole', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80_000, size: 'max' }), (bytes) => {
      expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
    { numRuns: 20 },
  );
});
