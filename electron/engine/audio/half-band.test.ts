import { describe, expect, it } from 'vitest';
import { concatenateSamples, levelOf } from './frames.ts';
import { HalfBandDown, HalfBandUp } from './half-band.ts';
import { randomNumbers, sine, whiteNoise } from './testing/sounds.ts';

const middle = (samples: Int16Array): Int16Array => samples.subarray(1600, samples.length - 1600);
const gainDb = (before: Int16Array, after: Int16Array): number =>
  levelOf(middle(after)).rmsDbfs - levelOf(middle(before)).rmsDbfs;

describe('the half-band filter', () => {
  it.each([200, 1000, 2500, 3400])(
    'lets %i Hz through, down and up again, without a change',
    (frequencyHz) => {
      const tone = sine(frequencyHz, 500, -6);
      const telephone = new HalfBandDown().push(tone);
      const back = new HalfBandUp().push(telephone);
      // 28 and 29 samples of delay: 3.6 ms in all.
      const rest = back.subarray(3257, 6457).map((sample, at) => sample - (tone[3200 + at] ?? 0));
      expect(levelOf(rest).rmsDbfs).toBeLessThan(-66);
    },
  );

  it.each([4600, 5500, 7000])('lets nothing of %i Hz fold into the telephone band', (frequencyHz) => {
    const tone = sine(frequencyHz, 500, -6);
    expect(gainDb(tone, new HalfBandDown().push(tone))).toBeLessThan(-65);
  });

  it('leaves no image of the telephone band above 4.6 kHz', () => {
    // 1 kHz at 8 kHz has its image at 7 kHz: what is left after the tone is taken away.
    const tone = Int16Array.from(
      { length: 4000 },
      (_, n) => 16_000 * Math.sin((2 * Math.PI * 1000 * n) / 8000),
    );
    const up = new HalfBandUp().push(tone);
    const image = up.map((sample, n) => sample * Math.cos((2 * Math.PI * 7000 * n) / 16_000));
    const mean = middle(image).reduce((sum, value) => sum + value, 0) / middle(image).length;
    expect(Math.abs(mean)).toBeLessThan(8);
  });

  it('gives the same bits however the sound is cut', () => {
    const noise = whiteNoise(3200, -10, 3);
    const random = randomNumbers(5);
    const [down, up] = [new HalfBandDown(), new HalfBandUp()];
    const parts: Int16Array[] = [];
    for (let at = 0; at < noise.length;) {
      const next = Math.min(noise.length, at + 2 * Math.floor(1 + random() * 40));
      parts.push(up.push(down.push(noise.subarray(at, next))));
      at = next;
    }
    expect(concatenateSamples(parts)).toEqual(new HalfBandUp().push(new HalfBandDown().push(noise)));
  });

  it('saturates instead of wrapping round', () => {
    const square = Int16Array.from({ length: 800 }, (_, n) => (n % 20 < 10 ? 32_767 : -32_768));
    const up = new HalfBandUp().push(square);
    const wrong = up.filter((value, n) => {
      const inPeriod = (n + 40 - 29) % 40;
      const isNearEdge = inPeriod % 20 < 3 || inPeriod % 20 > 16;
      return n > 60 && !isNearEdge && Math.sign(value) !== (inPeriod < 20 ? 1 : -1);
    });
    expect(wrong).toEqual(new Int16Array(0));
  });
});
