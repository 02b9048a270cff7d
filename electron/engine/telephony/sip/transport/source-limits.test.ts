import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { runUntil } from '../testing/run-until.ts';
import { SourceLimits, sourceOf } from './source-limits.ts';

let timeline: VirtualTimeline;
let limits: SourceLimits;
beforeEach(() => {
  timeline = new VirtualTimeline();
  limits = new SourceLimits({
    timeline,
    source: { perSecond: 2, burst: 4 },
    strangers: { perSecond: 1000, burst: 100_000 },
    knownFactor: 5,
  });
});

const taken = (address: string, tries = 100): number =>
  Array.from({ length: tries }, () => limits.take(address)).filter(Boolean).length;

it('lets a burst pass, then the rate', async () => {
  const counts: number[] = [];
  for (const atMs of [0, 500, 1500, 60_000]) {
    timeline.at(atMs, () => void counts.push(taken('192.0.2.1')));
  }
  await runUntil(timeline, 60_001);
  expect(counts).toEqual([4, 1, 2, 4]);
});

it('lets those whom we know send more', () => {
  limits.know('192.0.2.1');
  expect([taken('192.0.2.1'), taken('192.0.2.2')]).toEqual([20, 4]);
});

it('does not grow with the number of addresses, and keeps those whom we know', () => {
  limits.know('203.0.113.1');
  for (let count = 0; count < 20_000; count += 1) limits.take(`10.0.${count >> 8}.${count & 255}`);
  for (let count = 0; count < 2000; count += 1) limits.know(`2001:db8:${count.toString(16)}::1`);
  limits.know('203.0.113.1');
  expect(limits.size).toBe(4096 + 1024);
  expect(taken('203.0.113.1')).toBe(20);
});

it.each([
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0DB8:0:0:ffff::2', '2001:db8:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['192.0.2.1', '192.0.2.1'],
])('takes %s for one with all of %s', (address, source) => {
  expect(sourceOf(address)).toBe(source);
});

it('gives every address of a network the same source', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 12, maxLength: 12 }), (groups) => {
      const text = (list: number[]): string => list.map((group) => group.toString(16)).join(':');
      const network = groups.slice(0, 4);
      const [one, two] = [groups.slice(4, 8), groups.slice(8, 12)];
      expect(sourceOf(text([...network, ...one]))).toBe(sourceOf(text([...network, ...two])));
    }),
  );
});
