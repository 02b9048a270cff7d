/** Which runs are shown, as the address of the screen holds it, and as the studio is asked for it. */
import type { RunFilter } from '#shared/bridge/contract.ts';
import { runModes, runStatuses } from '#shared/domain/run.ts';

export const ranges = ['today', 'yesterday', 'week', 'month', 'custom'] as const;
export type Range = (typeof ranges)[number];
export type StatusChoice = (typeof runStatuses)[number] | 'running';
export type ModeChoice = (typeof runModes)[number];
export const statusChoices: readonly StatusChoice[] = ['running', ...runStatuses];

/** Null: any. Days are `YYYY-MM-DD` in the person's zone, both inclusive; set with `custom` only. */
export interface RunsQuery {
  workflowId: string | null;
  status: StatusChoice | null;
  disposition: string | null;
  mode: ModeChoice | null;
  range: Range | null;
  fromDay: string | null;
  toDay: string | null;
}

export const anyRun: RunsQuery = {
  workflowId: null,
  status: null,
  disposition: null,
  mode: null,
  range: null,
  fromDay: null,
  toDay: null,
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** From the address; what makes no sense there counts as not given. */
export function queryFromAddress(address: Record<string, string>): RunsQuery {
  const given = (key: string): string | null => {
    const value = address[key];
    return value === undefined || value === '' ? null : value;
  };
  const range = ranges.find((name) => name === given('when')) ?? null;
  const day = (key: string): string | null => {
    const value = given(key);
    return range === 'custom' && value !== null && DAY.test(value) && !Number.isNaN(Date.parse(value))
      ? value
      : null;
  };
  const fromDay = day('from');
  const toDay = day('to');
  return {
    workflowId: given('agent'),
    status: statusChoices.find((name) => name === given('status')) ?? null,
    disposition: given('outcome'),
    mode: runModes.find((name) => name === given('kind')) ?? null,
    range: range === 'custom' && fromDay === null && toDay === null ? null : range,
    fromDay,
    toDay,
  };
}

/** For the address; only what is chosen. */
export function addressOfQuery(query: RunsQuery): Record<string, string> {
  const pairs: [string, string | null][] = [
    ['agent', query.workflowId],
    ['status', query.status],
    ['outcome', query.disposition],
    ['kind', query.mode],
    ['when', query.range],
    ['from', query.range === 'custom' ? query.fromDay : null],
    ['to', query.range === 'custom' ? query.toDay : null],
  ];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== null));
}

export function isAny(query: RunsQuery): boolean {
  return Object.keys(addressOfQuery(query)).length === 0;
}

/**
 * For the studio. Ranges of days are turned into moments on the machine's calendar.
 * @param now decides what today is
 */
export function filterOfQuery(query: RunsQuery, now: Date): RunFilter {
  const { from, to } = momentsOf(query, now);
  return {
    ...(query.workflowId === null ? {} : { workflow_id: query.workflowId }),
    ...(query.status === null ? {} : { status: query.status }),
    ...(query.disposition === null ? {} : { disposition: query.disposition }),
    ...(query.mode === null ? {} : { mode: query.mode }),
    ...(from === null ? {} : { from: from.toISOString() }),
    ...(to === null ? {} : { to: to.toISOString() }),
  };
}

/** From inclusive, to exclusive. */
function momentsOf(query: RunsQuery, now: Date): { from: Date | null; to: Date | null } {
  // The Date constructor takes days beyond a month's ends, and honours changes of the clock.
  const midnight = (daysAhead: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysAhead);
  switch (query.range) {
    case null:
      return { from: null, to: null };
    case 'today':
      return { from: midnight(0), to: null };
    case 'yesterday':
      return { from: midnight(-1), to: midnight(0) };
    case 'week':
      return { from: midnight(-6), to: null };
    case 'month':
      return { from: midnight(-29), to: null };
    case 'custom':
      return {
        from: query.fromDay === null ? null : dayStart(query.fromDay, 0),
        to: query.toDay === null ? null : dayStart(query.toDay, 1),
      };
  }
}

function dayStart(day: string, daysAhead: number): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysAhead);
}

const rangeWords: Record<Exclude<Range, 'custom'>, string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  week: 'Last 7 days',
  month: 'Last 30 days',
};

/** The chosen time in words; null while any. */
export function rangeText(query: RunsQuery): string | null {
  if (query.range === null) return null;
  if (query.range !== 'custom') return rangeWords[query.range];
  const day = (value: string): string =>
    new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(dayStart(value, 0));
  if (query.fromDay === null) return query.toDay === null ? null : `Until ${day(query.toDay)}`;
  if (query.toDay === null) return `Since ${day(query.fromDay)}`;
  return query.fromDay === query.toDay ? day(query.fromDay) : `${day(query.fromDay)} – ${day(query.toDay)}`;
}
