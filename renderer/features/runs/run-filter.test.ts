import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runModes } from '#shared/domain/run.ts';
import {
  addressOfQuery,
  anyRun,
  filterOfQuery,
  isAny,
  queryFromAddress,
  rangeText,
  ranges,
  statusChoices,
  type RunsQuery,
} from './run-filter.ts';

const day = fc
  .date({ min: new Date(2000, 0, 1), max: new Date(2100, 0, 1), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('what is chosen survives the address', () => {
  fc.assert(
    fc.property(
      fc.record({
        workflowId: fc.option(fc.string({ minLength: 1 })),
        status: fc.option(fc.constantFrom(...statusChoices)),
        disposition: fc.option(fc.string({ minLength: 1 })),
        mode: fc.option(fc.constantFrom(...runModes)),
        range: fc.option(fc.constantFrom(...ranges)),
        fromDay: day,
        toDay: fc.option(day),
      }),
      (given) => {
        const query: RunsQuery = given.range === 'custom' ? given : { ...given, fromDay: null, toDay: null };
        expect(queryFromAddress(addressOfQuery(query))).toEqual(query);
      },
    ),
  );
});

test('nonsense in the address counts as not given', () => {
  expect(
    queryFromAddress({
      status: 'odd',
      kind: 'fax',
      when: 'custom',
      from: '2026-99-99',
      to: 'x',
      agent: '',
      other: '1',
    }),
  ).toEqual(anyRun);
  expect(isAny(anyRun)).toBe(true);
});

test('days are inclusive, in the calendar of the machine', () => {
  const now = new Date(2026, 2, 1, 15, 30);
  const at = (year: number, month: number, date: number): string => new Date(year, month, date).toISOString();
  expect(filterOfQuery({ ...anyRun, range: 'today' }, now)).toEqual({ from: at(2026, 2, 1) });
  expect(filterOfQuery({ ...anyRun, range: 'yesterday' }, now)).toEqual({
    from: at(2026, 1, 28),
    to: at(2026, 2, 1),
  });
  expect(filterOfQuery({ ...anyRun, range: 'week' }, now)).toEqual({ from: at(2026, 1, 23) });
  expect(
    filterOfQuery({ ...anyRun, range: 'custom', fromDay: '2026-01-31', toDay: '2026-01-31' }, now),
  ).toEqual({ from: at(2026, 0, 31), to: at(2026, 1, 1) });
});

test('the other filters go to the studio under its names', () => {
  expect(
    filterOfQuery(
      { ...anyRun, workflowId: 'w', status: 'running', disposition: 'user_hangup', mode: 'phone' },
      new Date(),
    ),
  ).toEqual({ workflow_id: 'w', status: 'running', disposition: 'user_hangup', mode: 'phone' });
});

test('the chosen time in words', () => {
  expect([
    rangeText(anyRun),
    rangeText({ ...anyRun, range: 'week' }),
    rangeText({ ...anyRun, range: 'custom', fromDay: '2026-01-05', toDay: '2026-01-05' }),
    rangeText({ ...anyRun, range: 'custom', fromDay: '2026-01-05', toDay: null }),
  ]).toEqual([null, 'Last 7 days', 'Jan 5, 2026', 'Since Jan 5, 2026']);
});
