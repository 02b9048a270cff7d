import { describe, expect, it } from 'vitest';
import { PlayoutQueue } from './playout-queue.ts';
import { sine } from './testing/sounds.ts';
import { stretchPlace } from './time-stretch.ts';

function largestStep(samples: ArrayLike<number>): number {
  let largest = 0;
  for (let n = 1; n < samples.length; n += 1)
    largest = Math.max(largest, Math.abs((samples[n] ?? 0) - (samples[n - 1] ?? 0)));
  return largest;
}

describe('stretched time', () => {
  it.each([137, 200, 333])('finds the period of %d Hz, or a multiple of it', (frequencyHz) => {
    const { lag, likeness } = stretchPlace(sine(frequencyHz, 20, -10));
    const periods = (lag * frequencyHz) / 16_000;
    expect([Math.abs(periods - Math.round(periods)) < 0.05, likeness > 0.99]).toEqual([true, true]);
  });

  it.each(['shorten', 'lengthen'] as const)(
    'leaves a tone without a click, and the rest of the queue as it was (%s)',
    (how) => {
      const tone = sine(200, 60, -10);
      const queue = new PlayoutQueue();
      queue.append(tone, 'real');
      queue.append(new Int16Array(100).fill(7), 'concealed');
      const { lag } = stretchPlace(queue.samples);
      queue[how](lag);
      const added = how === 'shorten' ? -lag : lag;
      const { samples, kind } = queue.take(tone.length + added);
      const rest = queue.take(100);
      expect([queue.length, kind, rest.kind, [...rest.samples]]).toEqual([
        0,
        'real',
        'concealed',
        Array.from({ length: 100 }, () => 7),
      ]);
      expect([...samples.slice(-320)]).toEqual([...tone.slice(-320)]);
      expect(largestStep(samples)).toBeLessThanOrEqual(largestStep(tone) * 1.05);
    },
  );

  it('tells of what kind most of a frame is', () => {
    const queue = new PlayoutQueue();
    queue.append(new Int16Array(200), 'concealed');
    queue.append(new Int16Array(120), 'real');
    queue.append(new Int16Array(320), 'silence');
    expect([queue.take(320).kind, queue.take(320).kind, queue.length]).toEqual(['concealed', 'silence', 0]);
  });
});
