import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDate, parseIsoDate, readDate, resolveDate } from './dates.ts';
import { tokenize } from './tokens.ts';

/** A Wednesday. */
const today = { year: 2026, month: 11, day: 25 };
const date = (text: string): string | null => {
  const read = readDate(tokenize(text), 0);
  const resolved = read && resolveDate(read.value, today);
  return resolved && formatDate(resolved);
};

test.each([
  ['today', '2026-11-25'],
  ['tomorrow', '2026-11-26'],
  ['the day after tomorrow', '2026-11-27'],
  ['tuesday', '2026-12-01'],
  ['wednesday', '2026-12-02'],
  ['this friday', '2026-11-27'],
  ['next friday', '2026-12-04'],
  ['next monday', '2026-11-30'],
  ['march the fifth', '2027-03-05'],
  ['december third', '2026-12-03'],
  ['the fifth of march', '2027-03-05'],
  ['the fifth', '2026-12-05'],
  ['the thirtieth', '2026-11-30'],
  ['friday the fourth of december', '2026-12-04'],
  ['march 5 2028', '2028-03-05'],
  ['march the fifth twenty twenty eight', '2028-03-05'],
  ['2026-12-24', '2026-12-24'],
  ['12/24', '2026-12-24'],
  ['in three days', '2026-11-28'],
  ['in two weeks', '2026-12-09'],
  ['february twenty ninth', '2028-02-29'],
])('"%s" on Wednesday 25 November 2026 is %s', (text, expected) => {
  expect(date(text)).toBe(expected);
});

test('days that do not exist are not resolved', () => {
  expect([date('2026-02-30'), date('february thirtieth'), date('hello')]).toEqual([null, null, null]);
});

test('a resolved date is never before today, unless it carries a year', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('monday', 'next sunday', 'the first', 'the thirty first', 'january second', 'tomorrow'),
      fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      (text, moment) => {
        const from = parseIsoDate(moment.toISOString());
        const read = readDate(tokenize(text), 0);
        const resolved = from && read && resolveDate(read.value, from);
        expect(resolved && formatDate(resolved) >= formatDate(from)).toBe(true);
      },
    ),
  );
});
