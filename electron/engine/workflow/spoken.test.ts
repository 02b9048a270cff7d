import { expect, it } from 'vitest';
import { spokenValue } from './spoken.ts';

it('says dates, times, long numbers and booleans as people do', () => {
  const values = [
    '2026-12-01',
    '2026-11-22',
    '2026-11-03',
    '2026-11-13',
    '2026-02-30',
    '15:00',
    '09:05',
    '12:00',
    '00:00',
    '00:30',
    '25:00',
    '4271',
    '42',
    true,
    false,
    12,
    'checkup',
    null,
  ];
  expect(values.map(spokenValue)).toEqual([
    'Tuesday, December 1st',
    'Sunday, November 22nd',
    'Tuesday, November 3rd',
    'Friday, November 13th',
    '2026-02-30',
    '3 PM',
    '9:05 AM',
    'noon',
    'midnight',
    '12:30 AM',
    '25:00',
    '4 2 7 1',
    '42',
    'yes',
    'no',
    12,
    'checkup',
    null,
  ]);
});
