import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES } from '../audio/frame.ts';
import { concatenateSamples } from '../audio/frames.ts';
import { Recorder } from './recorder.ts';

const caller = new Int16Array(FRAME_SAMPLES);

/** The agent's lane of a call in which what is between speech leaves every 20 ms and the caller's frames when they come. */
function laneOf(frames: number, callerFramesBefore: (frame: number) => number): Int16Array {
  const blocks: Int16Array[] = [];
  const recorder = new Recorder({ write: (block) => blocks.push(block.slice()) });
  let written = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    for (; written < callerFramesBefore(frame); written += 1) recorder.caller(caller);
    recorder.between(new Int16Array(FRAME_SAMPLES).fill(frame + 1), frame * FRAME_MS);
  }
  recorder.finish(frames * FRAME_MS);
  return concatenateSamples(blocks).filter((_, index) => index % 2 === 1);
}

const gaps = (lane: Int16Array): number => lane.filter((sample) => sample === 0).length;

it('lays down what is between speech where it left', () => {
  const lane = laneOf(5, (frame) => frame);
  expect([...new Set(lane)]).toEqual([1, 2, 3, 4, 5]);
  expect(lane.indexOf(3)).toBe(2 * FRAME_SAMPLES);
});

it('has no holes in it when the caller’s frames come a little early or late', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 40, maxLength: 40 }), (jitter) => {
      const lane = laneOf(40, (frame) => Math.max(0, frame + (jitter[frame] ?? 0)));
      expect(gaps(lane.subarray(0, 40 * FRAME_SAMPLES))).toBe(0);
      expect(lane.indexOf(20)).toBe(19 * FRAME_SAMPLES);
    }),
  );
});

it('lays down silence while it is paused, and keeps the time', () => {
  const blocks: Int16Array[] = [];
  const recorder = new Recorder({ write: (block) => blocks.push(block.slice()) });
  const loud = new Int16Array(FRAME_SAMPLES).fill(9);
  for (let frame = 0; frame < 10; frame += 1) {
    recorder.isPaused = frame >= 5;
    recorder.caller(loud);
    recorder.agent(loud, frame * FRAME_MS);
  }
  recorder.finish(10 * FRAME_MS);
  expect(blocks.map((block) => [...new Set(block)])).toEqual([
    ...Array<number[]>(5).fill([9]),
    ...Array<number[]>(5).fill([0]),
  ]);
});

it('catches up when the caller’s frames were far ahead for a moment', () => {
  const lane = laneOf(60, (frame) => (frame === 10 ? 30 : frame));
  // From frame 10 to 30 the place was written already; soon after, sound stands within 60 ms of its time again.
  const laidAt = lane.indexOf(51) / FRAME_SAMPLES;
  expect(laidAt).toBeGreaterThanOrEqual(50);
  expect(laidAt).toBeLessThanOrEqual(53);
  expect(gaps(lane.subarray(30 * FRAME_SAMPLES))).toBe(0);
});
