import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioError } from '../base/errors.ts';
import { concatenateSamples } from './frames.ts';
import { StreamingResampler } from './resampler.ts';

const RATES_HZ = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000] as const;
const PAIRS = RATES_HZ.flatMap((from) =>
  RATES_HZ.filter((to) => to !== from).map((to) => [from, to] as const),
);

function resample(input: Int16Array, fromHz: number, toHz: number): Int16Array {
  const resampler = new StreamingResampler(fromHz, toHz);
  return concatenateSamples([resampler.push(input), resampler.flush()]);
}

function tone(frequencyHz: number, sampleRateHz: number, seconds: number, amplitude = 20_000): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, n) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRateHz)),
  );
}

/** The middle of the output, away from the filter's ends, fitted by least squares with the tone that it should be. */
function measureTone(output: Int16Array, frequencyHz: number, sampleRateHz: number) {
  const middle = output.subarray(Math.round(output.length * 0.2), Math.round(output.length * 0.8));
  const first = Math.round(output.length * 0.2);
  const angle = (n: number): number => (2 * Math.PI * frequencyHz * (first + n)) / sampleRateHz;
  const sums = { ss: 0, sc: 0, cc: 0, ys: 0, yc: 0, yy: 0 };
  middle.forEach((y, n) => {
    const sine = Math.sin(angle(n));
    const cosine = Math.cos(angle(n));
    sums.ss += sine * sine;
    sums.sc += sine * cosine;
    sums.cc += cosine * cosine;
    sums.ys += y * sine;
    sums.yc += y * cosine;
    sums.yy += y * y;
  });
  const determinant = sums.ss * sums.cc - sums.sc ** 2;
  const sine = (sums.ys * sums.cc - sums.yc * sums.sc) / determinant;
  const cosine = (sums.yc * sums.ss - sums.ys * sums.sc) / determinant;
  const rest = middle.reduce(
    (sum, y, n) => sum + (y - sine * Math.sin(angle(n)) - cosine * Math.cos(angle(n))) ** 2,
    0,
  );
  const amplitude = Math.hypot(sine, cosine);
  return {
    amplitude,
    phaseRadians: Math.atan2(cosine, sine),
    /** Everything that is not the tone: images, aliases, rounding. */
    restDb: 10 * Math.log10(rest / middle.length / (amplitude ** 2 / 2)),
    levelDb: 10 * Math.log10(Math.max(1e-9, sums.yy / middle.length)),
  };
}

describe('StreamingResampler', () => {
  it('gives the same output however the input is cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAIRS, [48_000, 44_101] as const, [12_345, 16_000] as const),
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1, maxLength: 1500 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }),
        ([fromHz, toHz], values, cuts) => {
          const input = Int16Array.from(values);
          const resampler = new StreamingResampler(fromHz, toHz);
          const parts: Int16Array[] = [];
          let at = 0;
          for (const length of [...cuts, input.length]) {
            parts.push(resampler.push(input.subarray(at, at + length)));
            at += length;
          }
          parts.push(resampler.flush());
          expect(concatenateSamples(parts)).toEqual(resample(input, fromHz, toHz));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps the exact ratio of lengths, and starts anew after a flush', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), fc.integer({ min: 1, max: 5000 }), ([fromHz, toHz], length) => {
        const resampler = new StreamingResampler(fromHz, toHz);
        const input = new Int16Array(length).fill(1000);
        const first = concatenateSamples([resampler.push(input), resampler.flush()]);
        expect(first.length).toBe(Math.ceil((length * toHz) / fromHz));
        expect(concatenateSamples([resampler.push(input), resampler.flush()])).toEqual(first);
      }),
      { numRuns: 60 },
    );
  });

  it('gives one whole frame for one whole frame once it is under way', () => {
    const resampler = new StreamingResampler(48_000, 16_000);
    const lengths = Array.from({ length: 50 }, () => resampler.push(new Int16Array(960)).length);
    expect(lengths.slice(1)).toEqual(new Array<number>(49).fill(320));
    const held = 320 - (lengths[0] ?? 0);
    expect(Math.abs(held / 16 - resampler.latencyMs)).toBeLessThan(0.1);
  });

  it.each(PAIRS)('%i → %i Hz passes its band flat, in place and clean', (fromHz, toHz) => {
    const nyquistHz = Math.min(fromHz, toHz) / 2;
    const measured = [0.05, 0.3, 0.6, 0.8, 0.87].map((part) => {
      const frequencyHz = Math.round(nyquistHz * part);
      return measureTone(resample(tone(frequencyHz, fromHz, 0.3), fromHz, toHz), frequencyHz, toHz);
    });
    for (const { amplitude, phaseRadians, restDb } of measured) {
      expect(Math.abs(20 * Math.log10(amplitude / 20_000))).toBeLessThan(0.02);
      expect(Math.abs(phaseRadians)).toBeLessThan(0.001);
      expect(restDb).toBeLessThan(-65);
    }
  });

  it.each(PAIRS.filter(([fromHz, toHz]) => fromHz > toHz))(
    '%i → %i Hz lets no alias through',
    (fromHz, toHz) => {
      const low = toHz / 2;
      const high = fromHz / 2;
      const inputDb = 20 * Math.log10(20_000 / Math.SQRT2);
      for (const part of [0.002, 0.1, 0.25, 0.5, 0.75, 0.98]) {
        const frequencyHz = Math.round(low + (high - low) * part);
        const { levelDb } = measureTone(resample(tone(frequencyHz, fromHz, 0.3), fromHz, toHz), 1000, toHz);
        expect(levelDb - inputDb).toBeLessThan(-68);
      }
    },
  );

  it('interpolates its table for rates without a small ratio as cleanly', () => {
    const measured = measureTone(resample(tone(3000, 44_101, 0.3), 44_101, 16_000), 3000, 16_000);
    expect(Math.abs(20 * Math.log10(measured.amplitude / 20_000))).toBeLessThan(0.02);
    expect(measured.restDb).toBeLessThan(-65);
  });

  it('saturates instead of wrapping round when a full-scale square wave overshoots', () => {
    const square = Int16Array.from({ length: 4800 }, (_, n) => (n % 96 < 48 ? 32_767 : -32_768));
    const output = resample(square, 48_000, 16_000);
    const middle = output.subarray(160, 1440);
    const wrong = Array.from(middle).filter((value, n) => {
      const inPeriod = (n + 160) % 32;
      const nearEdge = inPeriod % 16 < 2 || inPeriod % 16 > 14;
      return !nearEdge && Math.sign(value) !== (inPeriod < 16 ? 1 : -1);
    });
    expect(wrong).toEqual([]);
    expect(Math.max(...middle)).toBe(32_767);
    expect(Math.min(...middle)).toBe(-32_768);
  });

  it('keeps a constant level constant to the last bit', () => {
    for (const [fromHz, toHz] of PAIRS) {
      const output = resample(new Int16Array(8000).fill(12_345), fromHz, toHz);
      const from = Math.round(output.length * 0.3);
      expect(new Set(output.subarray(from, output.length - from))).toEqual(new Set([12_345]));
    }
  });

  it('hands samples through untouched when the rates are equal', () => {
    const resampler = new StreamingResampler(16_000, 16_000);
    const input = Int16Array.of(1, -2, 3);
    const output = resampler.push(input);
    input.fill(0);
    expect([output, resampler.flush(), resampler.latencyMs]).toEqual([
      Int16Array.of(1, -2, 3),
      new Int16Array(0),
      0,
    ]);
  });

  it.each([0, 999, 384_001, 16_000.5, Number.NaN])('refuses a rate of %d Hz', (rate) => {
    expect(() => new StreamingResampler(rate, 16_000)).toThrow(AudioError);
  });
});
