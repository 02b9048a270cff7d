import { describe, expect, it } from 'vitest';
import {
  formatZonedIso,
  formatZonedTime,
  isTimeZone,
  offsetMinutes,
  weekdayName,
  zonedTime,
} from './time-zones.ts';

describe('formatZonedTime', () => {
  it.each([
    ['UTC', '2026-03-05T09:00:00Z', '2026-03-05 09:00:00 UTC'],
    ['Asia/Kolkata', '2026-03-05T09:00:00Z', '2026-03-05 14:30:00 IST'],
    ['Asia/Kathmandu', '2026-03-05T09:00:00Z', '2026-03-05 14:45:00 +0545'],
    ['America/New_York', '2026-03-05T09:00:00Z', '2026-03-05 04:00:00 EST'],
    ['America/New_York', '2026-07-05T09:00:00Z', '2026-07-05 05:00:00 EDT'],
    ['America/Sao_Paulo', '2026-03-05T09:00:00Z', '2026-03-05 06:00:00 -03'],
    ['Europe/Berlin', '2026-07-05T22:30:00Z', '2026-07-06 00:30:00 CEST'],
    ['Europe/London', '2026-07-05T09:00:00Z', '2026-07-05 10:00:00 BST'],
    ['Australia/Sydney', '2026-01-05T09:00:00Z', '2026-01-05 20:00:00 AEDT'],
    ['Africa/Cairo', '2026-07-05T09:00:00Z', '2026-07-05 12:00:00 EEST'],
  ])('%s', (zone, moment, expected) => {
    expect(formatZonedTime(new Date(moment), zone)).toBe(expected);
  });
});

describe('time zones', () => {
  it('know real zones from invented ones', () => {
    expect(['Asia/Tokyo', 'UTC', 'America/Argentina/Ushuaia'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['', 'Mars/Olympus', 'Paris', '__proto__'].map(isTimeZone)).toEqual([false, false, false, false]);
  });

  it('give midnight as hour 0 of the next day', () => {
    const midnight = new Date('2026-12-31T23:00:00Z');
    expect(zonedTime(midnight, 'Europe/Paris')).toEqual({
      year: 2027,
      month: 1,
      day: 1,
      hour: 0,
      minute: 0,
      second: 0,
    });
    expect(weekdayName(midnight, 'Europe/Paris')).toBe('Friday');
    expect(formatZonedIso(midnight, 'America/St_Johns')).toBe('2026-12-31T19:30:00-03:30');
    expect(offsetMinutes(midnight, 'America/St_Johns')).toBe(-210);
  });
});
