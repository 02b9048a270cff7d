import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsInSight } from './use-window.ts';

test('the rows in sight are drawn, few others, none that are not there', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000 }),
      fc.integer({ min: 0, max: 2_000 }),
      fc.nat(1_000_000),
      (count, viewHeight, anywhere) => {
        const scrollTop = Math.min(anywhere, Math.max(0, count * 36 - viewHeight));
        const { start, end } = rowsInSight(scrollTop, viewHeight, 36, count, 5);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - start).toBeLessThanOrEqual(Math.ceil(viewHeight / 36) + 12);
        for (let row = 0; row < count; row += 1) {
          const isInSight = row * 36 < scrollTop + viewHeight && (row + 1) * 36 > scrollTop;
          if (isInSight) expect(row >= start && row < end).toBe(true);
        }
      },
    ),
    { numRuns: 40 },
  );
});
