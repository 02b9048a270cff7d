import { expect, test } from 'vitest';
import { formatAgo, formatDuration, formatMoment } from './duration.ts';

test('durations read m:ss, and h:mm:ss from an hour on', () => {
  expect([0, 999, 61_000, 600_000, 3_661_000, -5].map(formatDuration)).toEqual([
    '0:00',
    '0:00',
    '1:01',
    '10:00',
    '1:01:01',
    '0:00',
  ]);
});

test('a moment of today is its time, of another day with its date, in the zone', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  expect([
    formatMoment('2026-03-10T09:05:30Z', now, 'UTC'),
    formatMoment('2026-03-09T23:30:00Z', now, 'UTC'),
    formatMoment('2026-03-09T23:30:00Z', now, 'Asia/Kolkata'),
    formatMoment('not a date', now),
  ]).toEqual(['09:05', '23:30, Mar 9, 2026', '05:00', '']);
});

test('moments read from now backwards, then as a date in the zone', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  const at = ['2026-03-10T11:59:30Z', '2026-03-10T11:55:00Z', '2026-03-10T09:00:00Z', '2026-03-09T11:00:00Z'];
  expect(at.map((iso) => formatAgo(iso, now))).toEqual(['just now', '5 min. ago', '3 hr. ago', 'yesterday']);
  expect(formatAgo('2026-01-01T23:30:00Z', now, 'Asia/Kolkata')).toBe('Jan 2, 2026');
  expect(formatAgo('not a date', now)).toBe('');
});
