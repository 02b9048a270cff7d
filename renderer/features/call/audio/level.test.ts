import { expect, test } from 'vitest';
import { levelDbOf, meterPosition, MeterBallistics } from './level.ts';

test('a full-scale sine is −3 dBFS, silence has no level', () => {
  const sine = Float32Array.from({ length: 4800 }, (_, index) => Math.sin((2 * Math.PI * index) / 48));
  expect(levelDbOf(sine)).toBeCloseTo(-3.01, 2);
  expect(levelDbOf(new Float32Array(64))).toBe(-Infinity);
  expect(levelDbOf(new Float32Array(0))).toBe(-Infinity);
});

test('the meter spans −60 dB to 0', () => {
  expect([-Infinity, -60, -30, 0, 6].map(meterPosition)).toEqual([0, 0, 0.5, 1, 1]);
});

test('the needle rises at once, falls 30 dB a second, and the peak is held', () => {
  const needle = new MeterBallistics();
  expect(needle.advance(-6, 16)).toEqual({ position: 0.9, peak: 0.9 });
  const later = needle.advance(-Infinity, 500);
  expect(later.position).toBeCloseTo(0.65, 5);
  expect(later.peak).toBeCloseTo(0.9, 5);
  expect(needle.advance(-Infinity, 3000).position).toBe(0);
  expect(needle.advance(-12, 16).position).toBeCloseTo(0.8, 5);
});
