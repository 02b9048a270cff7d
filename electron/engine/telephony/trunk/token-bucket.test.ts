import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('a burst is had at once, then one at a time, and the wait is told', () => {
  const bucket = new TokenBucket(2, 2, 0);
  expect([
    bucket.take(0),
    bucket.take(0),
    bucket.take(0),
    bucket.waitMs(0),
    bucket.take(499),
    bucket.take(500),
  ]).toEqual([true, true, false, 500, false, true]);
});

it('a clock that goes back gives nothing for free, and rest fills no more than the burst', () => {
  const bucket = new TokenBucket(1, 1, 1000);
  expect([bucket.take(1000), bucket.take(0), bucket.waitMs(1000)]).toEqual([true, false, 1000]);
  expect([bucket.take(9000), bucket.take(9000)]).toEqual([true, false]);
});
