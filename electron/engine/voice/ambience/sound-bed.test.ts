import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { levelOf } from '../../audio/frames.ts';
import { bedOf, sceneOf } from './bed-of.ts';
import { comfortNoise } from './comfort-noise.ts';
import { softLimited } from './soft-limit.ts';
import { SoundBed } from './sound-bed.ts';

const dbOf = (level: number): number => 20 * Math.log10(level);
const silent = new Int16Array(FRAME_SAMPLES);
const flat = (value: number): Int16Array => new Int16Array(1000).fill(value);

describe('the limit', () => {
  const sum = fc.double({ min: -200_000, max: 200_000, noNaN: true });

  it('keeps every sum inside int16, in order and with its sign', () => {
    fc.assert(
      fc.property(sum, sum, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map(softLimited) as [number, number];
        expect(Math.abs(low)).toBeLessThanOrEqual(32_767);
        expect(low).toBeLessThanOrEqual(high);
        expect(softLimited(-a) + softLimited(a)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leaves alone what is below −2 dBFS', () => {
    fc.assert(
      fc.property(fc.integer({ min: -26_000, max: 26_000 }), (sample) => {
        expect(softLimited(sample)).toBe(sample);
      }),
    );
  });
});

describe('a bed', () => {
  it('never clips and never wraps round, whatever is put on it', () => {
    fc.assert(
      fc.property(
        fc.int16Array({ minLength: 1, maxLength: 700 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.int16Array({ minLength: FRAME_SAMPLES, maxLength: FRAME_SAMPLES }),
        (loop, volume, speech) => {
          const bed = new SoundBed({ loop, volume, ducks: true });
          for (let frame = 0; frame < 3; frame += 1)
            bed.under(speech).forEach((sample, index) => {
              const under = loop[(frame * FRAME_SAMPLES + index) % loop.length] ?? 0;
              const sum = (speech[index] ?? 0) + under;
              if (speech[index] !== 0 && Math.sign(speech[index] ?? 0) === Math.sign(under))
                expect(Math.sign(sample)).toBe(Math.sign(sum));
            });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('steps back by 6 dB under speech, without a step, and comes back', () => {
    const bed = new SoundBed({ loop: flat(10_000), volume: 1, ducks: true });
    const out: number[] = [];
    const play = (speech: Int16Array | null, frames: number): number => {
      for (let frame = 0; frame < frames; frame += 1) out.push(...bed.under(speech));
      return out.at(-1) ?? 0;
    };
    const before = play(null, 5);
    const soon = play(silent, 6);
    const under = play(silent, 20);
    const between = play(null, 10);
    const after = play(null, 250);
    let steepest = 0;
    for (let index = 1; index < out.length; index += 1)
      steepest = Math.max(steepest, Math.abs((out[index] ?? 0) - (out[index - 1] ?? 0)));
    expect({
      before,
      soonDb: Math.round(dbOf(soon / before)),
      underDb: Number(dbOf(under / before).toFixed(1)),
      // A pause of 200 ms between two sentences.
      betweenDb: Math.round(dbOf(between / before)),
      after,
      smooth: steepest <= 10,
    }).toEqual({ before: 10_000, soonDb: -5, underDb: -6, betweenDb: -4, after: 9999, smooth: true });
  });

  it('goes round its loop without missing or repeating a sample', () => {
    const loop = Int16Array.from({ length: 777 }, (_, index) => index);
    const bed = new SoundBed({ loop, volume: 1, ducks: true });
    const out = Array.from({ length: 10 }, () => [...bed.under(null)]).flat();
    expect(out).toEqual(out.map((_, index) => index % 777));
  });
});

describe('comfort noise', () => {
  it('is a noise of −60 dBFS that falls towards the treble, without a seam', () => {
    const noise = comfortNoise();
    const differences = noise.map((sample, index) => sample - (noise.at(index - 1) ?? 0));
    const seam = Math.abs(differences[0] ?? 0);
    const mean = noise.reduce((sum, sample) => sum + sample, 0) / noise.length;
    expect({
      levelDb: Math.round(levelOf(noise).rmsDbfs),
      // White noise differs from its neighbour by 3 dB more than its own level.
      darker: levelOf(differences).rmsDbfs < levelOf(noise).rmsDbfs - 1,
      hasNoOffset: Math.abs(mean) < 1,
      hasNoSeam: seam <= differences.reduce((most, step) => Math.max(most, Math.abs(step)), 0),
    }).toEqual({ levelDb: -60, darker: true, hasNoOffset: true, hasNoSeam: true });
  });
});

describe('which bed a call has', () => {
  const place = flat(1000);
  const settings = { volume: undefined, place: null, comfortNoise: undefined, isTelephone: false };
  const firstSample = (bed: SoundBed | null): number | null => bed?.under(null)[0] ?? null;

  it('none, unless there is a place, a telephone, or a wish', () => {
    expect(bedOf(settings)).toBeNull();
    expect(bedOf({ ...settings, isTelephone: true, comfortNoise: false })).toBeNull();
    expect(bedOf({ ...settings, isTelephone: true })).not.toBeNull();
    expect(bedOf({ ...settings, comfortNoise: true })).not.toBeNull();
  });

  it('the place at its volume, in place of noise', () => {
    expect(firstSample(bedOf({ ...settings, place, comfortNoise: true }))).toBe(300);
    expect(firstSample(bedOf({ ...settings, place, volume: 1 }))).toBe(1000);
  });

  it('no place where none is named, or nothing of it would be heard', () => {
    expect([
      sceneOf(undefined),
      sceneOf({ source: 'none' }),
      sceneOf({ source: 'cafe', volume: 0 }),
      sceneOf({ source: 'cafe' }),
    ]).toEqual([null, null, null, 'cafe']);
  });
});
