import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlaybackQueue } from './playback-queue.ts';

const RATE = 48_000;
const QUANTUM = 128;
const ms = (samples: number): number => (samples * 1000) / RATE;

function tone(samples: number, value = 16_384): Int16Array {
  return new Int16Array(samples).fill(value);
}

function pull(queue: PlaybackQueue, quanta: number): Float32Array {
  const out = new Float32Array(quanta * QUANTUM);
  for (let quantum = 0; quantum < quanta; quantum += 1)
    queue.pull(out.subarray(quantum * QUANTUM, (quantum + 1) * QUANTUM));
  return out;
}

/** Largest change between neighbouring samples: a click is a large one. */
function steepest(samples: Float32Array): number {
  let steep = 0;
  for (let index = 1; index < samples.length; index += 1)
    steep = Math.max(steep, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  return steep;
}

test('it waits for the prebuffer of 60 ms, then starts with a ramp', () => {
  const queue = new PlaybackQueue({ sampleRateHz: RATE });
  queue.push(tone(960));
  expect(pull(queue, 1).every((sample) => sample === 0)).toBe(true);
  queue.push(tone(960 * 2));
  const out = pull(queue, 4);
  expect(out[0]).toBe(0);
  expect(out[300]).toBeCloseTo(0.5, 3);
  expect(steepest(out)).toBeLessThan(0.01);
});

test('a piece shorter than the prebuffer is played once its time has passed', () => {
  const queue = new PlaybackQueue({ sampleRateHz: RATE });
  queue.push(tone(480));
  const out = pull(queue, Math.ceil(2880 / QUANTUM) + 8);
  expect(Math.max(...out)).toBeGreaterThan(0.45);
  expect(queue.queuedMs).toBe(0);
});

test('running dry decays without a click, and playing begins anew with the prebuffer', () => {
  const queue = new PlaybackQueue({ sampleRateHz: RATE });
  queue.push(tone(2900));
  const out = pull(queue, 40);
  expect(steepest(out)).toBeLessThan(0.02);
  expect(out.at(-1)).toBe(0);
  expect(queue.isPlaying).toBe(false);
  queue.push(tone(960));
  expect(pull(queue, 1).every((sample) => sample === 0)).toBe(true);
});

test('clear empties the queue within 4 ms, without a click, and what follows is heard', () => {
  const queue = new PlaybackQueue({ sampleRateHz: RATE });
  queue.push(tone(RATE));
  pull(queue, 10);
  queue.clear();
  expect(queue.queuedMs).toBeLessThanOrEqual(4);
  const out = pull(queue, 2);
  expect(ms(out.findLastIndex((sample) => sample > 0.001) + 1)).toBeLessThanOrEqual(4);
  expect(steepest(out)).toBeLessThan(0.01);
  queue.push(tone(2900));
  expect(Math.max(...pull(queue, 10))).toBeGreaterThan(0.45);
});

test('speech that arrives during the ramp of a clear waits for its own prebuffer', () => {
  const queue = new PlaybackQueue({ sampleRateHz: RATE });
  queue.push(tone(RATE));
  pull(queue, 10);
  queue.clear();
  queue.push(tone(4000, 8192));
  const out = pull(queue, 30);
  expect(steepest(out)).toBeLessThan(0.01);
  expect(out.at(-1)).toBeCloseTo(0.25, 2);
});

test('silence is skipped while too much is queued, speech is not', () => {
  const quiet = new PlaybackQueue({ sampleRateHz: RATE });
  quiet.push(tone(RATE, 0));
  pull(quiet, 190);
  expect(quiet.queuedMs).toBeLessThan(200);
  const loud = new PlaybackQueue({ sampleRateHz: RATE });
  loud.push(tone(RATE));
  pull(loud, 190);
  expect(loud.queuedMs).toBeCloseTo(1000 - ms(190 * QUANTUM), 5);
});

test('the sound around an agent that has piled up is shortened between its words, without a click', () => {
  const queue = new PlaybackQueue({ sampleRateHz: RATE });
  const hum = (samples: number, value: number): Int16Array =>
    Int16Array.from({ length: samples }, (_, at) =>
      Math.round(value * Math.sin((2 * Math.PI * 200 * at) / RATE)),
    );
  queue.push(hum(RATE / 10, 16_000));
  queue.push(hum(RATE, 1000));
  const out = pull(queue, 300);
  expect(queue.queuedMs).toBeLessThan(200);
  // The tone itself rises by 0.0128 a sample where it is loud.
  expect(steepest(out)).toBeLessThan(0.014);
});

test('whatever comes in whatever order, every sample out is a number in −1…1', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.record({ push: fc.int16Array({ maxLength: 3000 }) }),
          fc.record({ pull: fc.integer({ min: 1, max: 60 }) }),
          fc.constant('clear' as const),
        ),
        { maxLength: 30 },
      ),
      (steps) => {
        const queue = new PlaybackQueue({ sampleRateHz: 16_000, capacityMs: 500 });
        for (const step of steps) {
          if (step === 'clear') queue.clear();
          else if ('push' in step) queue.push(step.push);
          else if (pull(queue, step.pull).some((sample) => !(Math.abs(sample) <= 1))) return false;
        }
        return queue.queuedMs >= 0 && queue.queuedMs <= 500;
      },
    ),
  );
});
