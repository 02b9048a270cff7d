import { expect, test } from 'vitest';
import { momentText } from './moment.ts';

test('today and yesterday by their words, then the day, in the person’s zone', () => {
  const now = new Date('2026-03-10T12:00:00Z');
  const text = (iso: string, zone = 'UTC'): string => momentText(iso, now, zone);
  expect([
    text('2026-03-10T08:05:00Z'),
    text('2026-03-09T23:59:00Z'),
    text('2026-03-09T23:59:00Z', 'Asia/Kolkata'),
    text('2026-01-02T10:00:00Z'),
    text('2025-12-31T10:00:00Z'),
    text('nonsense'),
  ]).toEqual(['Today 08:05', 'Yesterday 23:59', 'Today 05:29', 'Jan 2, 10:00', 'Dec 31, 2025', '']);
});
