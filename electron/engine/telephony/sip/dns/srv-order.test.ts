import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import type { SrvRecord } from './dns-port.ts';
import { orderServers } from './srv-order.ts';

const record = fc.record({
  priority: fc.nat(3),
  weight: fc.nat(20),
  port: fc.constant(5060),
  target: fc.string({ minLength: 1, maxLength: 4 }),
});

it('tries every server once, lower priorities first', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), fc.integer(), (records, seed) => {
      const ordered = orderServers(records, seededRandom(seed));
      const priorities = ordered.map(({ priority }) => priority);
      expect(priorities).toEqual([...priorities].sort((a, b) => a - b));
      expect(new Set(ordered)).toEqual(new Set(records));
      expect(ordered).toHaveLength(records.length);
    }),
  );
});

it('shares the load by weight, and leaves a small chance to weight 0', () => {
  const servers: SrvRecord[] = [60, 30, 10, 0].map((weight) => ({
    priority: 1,
    weight,
    port: 5060,
    target: `w${weight}`,
  }));
  const random = seededRandom(5);
  const first = new Map<string, number>();
  for (let count = 0; count < 10_000; count += 1) {
    const [chosen] = orderServers(servers, random);
    if (chosen) first.set(chosen.target, (first.get(chosen.target) ?? 0) + 1);
  }
  const share = (target: string): number => (first.get(target) ?? 0) / 10_000;
  expect([share('w60'), share('w30'), share('w10')].map((value) => Math.round(value * 10))).toEqual([
    6, 3, 1,
  ]);
  expect(share('w0')).toBeGreaterThan(0.001);
  expect(share('w0')).toBeLessThan(0.03);
});
