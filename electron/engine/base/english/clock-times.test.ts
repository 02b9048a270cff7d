import { expect, test } from 'vitest';
import { formatClockTime, readClockTime } from './clock-times.ts';
import { tokenize } from './tokens.ts';

const time = (text: string): string | null => {
  const read = readClockTime(tokenize(text), 0);
  return read && formatClockTime(read.value);
};

test.each([
  ['three thirty p m', '15:30'],
  ['three thirty a.m.', '03:30'],
  ['half past two', '14:30'],
  ['quarter to five', '16:45'],
  ['a quarter past nine', '09:15'],
  ['ten past three', '15:10'],
  ["two o'clock", '14:00'],
  ['nine in the morning', '09:00'],
  ['three in the afternoon', '15:00'],
  ['eleven at night', '23:00'],
  ['noon', '12:00'],
  ['midnight', '00:00'],
  ['twelve thirty a m', '00:30'],
  ['15:45', '15:45'],
  ['3pm', '15:00'],
  ['three oh five', '15:05'],
  ['ten', '10:00'],
  ['sixteen thirty', '16:30'],
])('"%s" is %s', (text, expected) => {
  expect(time(text)).toBe(expected);
});

test('a bare hour says that it is bare', () => {
  expect(readClockTime(['ten'], 0)?.value.bare).toBe(true);
  expect(readClockTime(['ten', 'pm'], 0)?.value.bare).toBe(false);
});

test('what is no time is none', () => {
  expect([time('hello'), time('25:00'), time('ninety'), time('')]).toEqual([null, null, null, null]);
});
