import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { monoAt16k, readWav } from '#engine/audio/wav-reader.ts';
import { ambientSources } from '#shared/domain/sound.ts';
import { ambientSamples } from './make-ambient.ts';
import { LOOP_SAMPLES, rms } from './synthesis.ts';

const here = import.meta.dirname;
const scenes = ambientSources.filter((source) => source !== 'none');

function samplesOf(scene: string): Int16Array {
  return monoAt16k(readWav(readFileSync(join(here, `${scene}.wav`))));
}

test('there is one file for every place that an agent can choose, and no other', () => {
  const files = readdirSync(here).filter((name) => name.endsWith('.wav'));
  expect(files.sort()).toEqual(scenes.map((scene) => `${scene}.wav`).sort());
});

describe.each(scenes)('%s', (scene) => {
  const samples = samplesOf(scene);

  test('a loop of 12 s of at most 400 kB, at −20 dBFS, far from clipping', () => {
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect({
      samples: samples.length,
      small: statSync(join(here, `${scene}.wav`)).size <= 400_000,
      levelDb: Math.round(20 * Math.log10(rms(samples) / 32_768)),
      clips: peak > 30_000,
    }).toEqual({ samples: LOOP_SAMPLES, small: true, levelDb: -20, clips: false });
  });

  test('the seam is no different from the sound around it: neither in its step nor in its bend', () => {
    const at = (index: number): number => samples[(index + LOOP_SAMPLES) % LOOP_SAMPLES] ?? 0;
    const step = (index: number): number => Math.abs(at(index) - at(index - 1));
    const bend = (index: number): number => Math.abs(at(index + 1) - 2 * at(index) + at(index - 1));
    const highest = (of: (index: number) => number): number =>
      Array.from({ length: 800 }, (_, index) => index - 400)
        .filter((index) => Math.abs(index) > 3)
        .reduce((most, index) => Math.max(most, of(index)), 0);
    expect(step(0)).toBeLessThan(highest(step));
    expect(Math.max(bend(-1), bend(0))).toBeLessThan(highest(bend));
  });

  test('the script makes this file', () => {
    const made = ambientSamples(scene);
    // Sines and exponentials may differ in the last bit from one machine to another.
    expect(made.every((sample, index) => Math.abs(sample - (samples[index] ?? 0)) <= 2)).toBe(true);
  });
});
