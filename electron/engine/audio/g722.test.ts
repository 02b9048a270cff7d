import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatenateSamples } from './frames.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { compareSound } from './testing/comparison.ts';
import { sine, whiteNoise } from './testing/sounds.ts';

function through(samples: Int16Array): Int16Array {
  return new G722Decoder().decode(new G722Encoder().encode(samples));
}

const part = { from: 3200, to: 14_400, maxDelaySamples: 40 };

describe('G.722', () => {
  it.each([
    [300, -10, 35],
    [1000, -10, 35],
    [3000, -10, 28],
    [6000, -20, 15],
    [1000, -40, 25],
  ])(
    'carries %i Hz at %i dBFS with %i dB of signal to noise, 22 samples late',
    (frequencyHz, dbfs, floorDb) => {
      const tone = sine(frequencyHz, 1000, dbfs);
      const heard = through(tone);
      // A tone repeats: the delay is that of the filters, which noise tells below.
      const { snrDb } = compareSound(tone, heard.subarray(22), { ...part, maxDelaySamples: 0 });
      expect(snrDb).toBeGreaterThan(floorDb);
    },
  );

  it('delays by 22 samples and keeps the level', () => {
    const noise = whiteNoise(16_000, -20, 9);
    const { delaySamples, gainDb, snrDb } = compareSound(noise, through(noise), part);
    expect(delaySamples).toBe(22);
    expect(Math.abs(gainDb)).toBeLessThan(0.5);
    expect(snrDb).toBeGreaterThan(9);
  });

  it('sends the octets of the Recommendation', () => {
    // The hash was taken when they were compared, octet for octet, with those of spandsp 0.0.6's encoder (as were 20 s of
    // sweeps, noise and full-scale squares).
    const sound = concatenateSamples([sine(440, 200, -3), whiteNoise(3200, -12, 1), sine(6100, 200, -30)]);
    const octets = new G722Encoder().encode(sound);
    expect([octets.length, createHash('sha256').update(octets).digest('hex')]).toEqual([
      4800,
      '68fe0d2e43aa3fc77776e2bd7c0e4150175b8eafedc342be0eb1d3dc8e5fde61',
    ]);
  });

  it('gives the same however the sound is cut', () => {
    const noise = whiteNoise(1600, -12, 4);
    const encoder = new G722Encoder();
    const decoder = new G722Decoder();
    const heard = [160, 320, 480, 640].map((length, index) => {
      const at = [0, 160, 480, 960][index] ?? 0;
      return decoder.decode(encoder.encode(noise.subarray(at, at + length)));
    });
    expect(concatenateSamples(heard)).toEqual(through(noise));
  });

  it('decodes any octets at all, and falls silent when they do', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (octets) => {
        const decoder = new G722Decoder();
        const heard = decoder.decode(octets);
        decoder.decode(new G722Encoder().encode(new Int16Array(16_000)));
        const after = decoder.decode(new G722Encoder().encode(new Int16Array(320)));
        return heard.length === 2 * octets.length && after.every((sample) => Math.abs(sample) < 300);
      }),
      { numRuns: 50 },
    );
  });
});
