/** Calendar dates as people say them, resolved against today: `tomorrow`, `next tuesday`, `march the fifth`. */
import { readCardinal, readOrdinal, type Reading } from './numbers.ts';

/** A day of the Gregorian calendar, without a zone. Month 1–12. */
export interface CalendarDate {
  year: number;
  month: number;
  day: number;
}

/** What was said, before it is resolved against today. */
export type SpokenDate =
  | { kind: 'offset'; days: number }
  | { kind: 'weekday'; weekday: number; week: 'coming' | 'next' }
  | { kind: 'day'; day: number; month: number | null; year: number | null };

const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
export const WEEKDAY_WORDS: readonly string[] = WEEKDAYS;
export const MONTH_WORDS: readonly string[] = MONTHS;

const monthNumber = (word: string | undefined): number | null => {
  if (word === undefined || word.length < 3) return null;
  const index = MONTHS.findIndex((month) => month === word || (word.length <= 4 && month.startsWith(word)));
  return index < 0 ? null : index + 1;
};
const weekdayNumber = (word: string | undefined): number | null => {
  if (word === undefined || word.length < 3) return null;
  const index = WEEKDAYS.findIndex((day) => day === word || (word.length <= 5 && day.startsWith(word)));
  return index < 0 || word === 'sund' ? null : index;
};

const DAY_MS = 86_400_000;
const toTime = (date: CalendarDate): number => Date.UTC(date.year, date.month - 1, date.day);
const fromTime = (time: number): CalendarDate => {
  const date = new Date(time);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};
const exists = (date: CalendarDate): boolean => {
  const back = fromTime(toTime(date));
  return back.month === date.month && back.day === date.day;
};

/** `yyyy-mm-dd`. */
export function formatDate(date: CalendarDate): string {
  const pad = (n: number, width: number): string => String(n).padStart(width, '0');
  return `${pad(date.year, 4)}-${pad(date.month, 2)}-${pad(date.day, 2)}`;
}

/** The date part of `2026-11-25T10:00:00Z` or `2026-11-25`; null when there is none. */
export function parseIsoDate(text: string): CalendarDate | null {
  const match = /\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{4})-(\d{2})-(\d{2})T/.exec(text);
  if (!match) return null;
  const date = {
    year: Number(match[1] ?? match[4]),
    month: Number(match[2] ?? match[5]),
    day: Number(match[3] ?? match[6]),
  };
  return exists(date) ? date : null;
}

export function readDate(tokens: readonly string[], at: number): Reading<SpokenDate> | null {
  const word = tokens[at] ?? '';
  if (word === 'today' || word === 'tonight') return { value: { kind: 'offset', days: 0 }, length: 1 };
  if (word === 'this' && /^(?:morning|afternoon|evening)$/.test(tokens[at + 1] ?? '')) {
    return { value: { kind: 'offset', days: 0 }, length: 2 };
  }
  if (word === 'tomorrow') return { value: { kind: 'offset', days: 1 }, length: 1 };
  const afterTomorrow = /^(?:the )?day after tomorrow/.exec(tokens.slice(at, at + 4).join(' '));
  if (afterTomorrow)
    return { value: { kind: 'offset', days: 2 }, length: afterTomorrow[0].split(' ').length };
  return (
    readFigures(word) ??
    readInterval(tokens, at) ??
    readMonthFirst(tokens, at) ??
    readDayFirst(tokens, at) ??
    readWeekday(tokens, at)
  );
}

/** `2026-12-05`, `12/5`, `12/5/2026` (month first, as in the United States). */
function readFigures(word: string): Reading<SpokenDate> | null {
  const iso = parseIsoDate(word);
  if (iso) return { value: { kind: 'day', ...iso }, length: 1 };
  const slashed = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{2}|\d{4}))?$/.exec(word);
  if (!slashed) return null;
  const month = Number(slashed[1]);
  const day = Number(slashed[2]);
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const year = slashed[3] === undefined ? null : (Number(slashed[3]) % 2000) + 2000;
  return { value: { kind: 'day', day, month, year }, length: 1 };
}

/** `in three days`, `in two weeks`, `next week`. */
function readInterval(tokens: readonly string[], at: number): Reading<SpokenDate> | null {
  if (tokens[at] === 'next' && tokens[at + 1] === 'week')
    return { value: { kind: 'offset', days: 7 }, length: 2 };
  if (tokens[at] !== 'in') return null;
  const count = tokens[at + 1] === 'a' ? { value: 1, length: 1 } : readCardinal(tokens, at + 1);
  if (!count || !Number.isInteger(count.value) || count.value > 366) return null;
  const unit = tokens[at + 1 + count.length] ?? '';
  const days = /^days?$/.test(unit) ? 1 : /^weeks?$/.test(unit) ? 7 : 0;
  return days === 0
    ? null
    : { value: { kind: 'offset', days: count.value * days }, length: 2 + count.length };
}

/** `march fifth`, `march the fifth`, `march 5 2027`. */
function readMonthFirst(tokens: readonly string[], at: number): Reading<SpokenDate> | null {
  const month = monthNumber(tokens[at]);
  if (month === null) return null;
  const skip = tokens[at + 1] === 'the' ? 2 : 1;
  const day = readDay(tokens, at + skip);
  if (!day) return null;
  const year = readYear(tokens, at + skip + day.length);
  return {
    value: { kind: 'day', day: day.value, month, year: year?.value ?? null },
    length: skip + day.length + (year?.length ?? 0),
  };
}

/** `the fifth`, `the fifth of march`, `5 march`. */
function readDayFirst(tokens: readonly string[], at: number): Reading<SpokenDate> | null {
  const article = tokens[at] === 'the' ? 1 : 0;
  const ordinal = readOrdinal(tokens, at + article);
  const day = ordinal ?? (article === 0 ? readDay(tokens, at) : null);
  if (!day || day.value > 31) return null;
  const next = at + article + day.length;
  const skip = tokens[next] === 'of' ? 1 : 0;
  const month = monthNumber(tokens[next + skip]);
  if (month === null) {
    return ordinal && article === 1
      ? { value: { kind: 'day', day: day.value, month: null, year: null }, length: next - at }
      : null;
  }
  const year = readYear(tokens, next + skip + 1);
  return {
    value: { kind: 'day', day: day.value, month, year: year?.value ?? null },
    length: next + skip + 1 - at + (year?.length ?? 0),
  };
}

/** `tuesday`, `this tuesday`, `next tuesday`, `tuesday march fifth` (the date wins). */
function readWeekday(tokens: readonly string[], at: number): Reading<SpokenDate> | null {
  const word = tokens[at];
  const lead = word === 'next' || word === 'this' || word === 'coming' ? 1 : 0;
  const weekday = weekdayNumber(tokens[at + lead]);
  if (weekday === null) return null;
  const after = at + lead + 1;
  const exact = readMonthFirst(tokens, after) ?? readDayFirst(tokens, after);
  if (exact) return { value: exact.value, length: lead + 1 + exact.length };
  const nextWeek = tokens[after] === 'next' && tokens[after + 1] === 'week';
  return {
    value: { kind: 'weekday', weekday, week: word === 'next' || nextWeek ? 'next' : 'coming' },
    length: lead + 1 + (nextWeek ? 2 : 0),
  };
}

function readDay(tokens: readonly string[], at: number): Reading<number> | null {
  const day = readOrdinal(tokens, at) ?? readCardinal(tokens.slice(at, at + 2), 0);
  return day && Number.isInteger(day.value) && day.value >= 1 && day.value <= 31 ? day : null;
}

/** `2027`, `twenty twenty seven`, `two thousand twenty seven`. */
function readYear(tokens: readonly string[], at: number): Reading<number> | null {
  if (/^(?:19|20|21)\d{2}$/.test(tokens[at] ?? '')) return { value: Number(tokens[at]), length: 1 };
  if (tokens[at] === 'two' && tokens[at + 1] === 'thousand') {
    const year = readCardinal(tokens, at);
    return year && year.value < 2200 ? year : null;
  }
  if (tokens[at] !== 'twenty') return null;
  const rest = readCardinal(tokens.slice(at + 1, at + 3), 0);
  return rest && rest.value >= 20 && rest.value <= 99
    ? { value: 2000 + rest.value, length: 1 + rest.length }
    : null;
}

/**
 * The day meant, never before today where the words leave a choice: `tuesday` is the first Tuesday after today,
 * `next tuesday` that of next week (weeks begin on Monday), `the fifth` the next fifth. Null for a day that does not exist.
 */
export function resolveDate(spoken: SpokenDate, today: CalendarDate): CalendarDate | null {
  const now = toTime(today);
  switch (spoken.kind) {
    case 'offset':
      return fromTime(now + spoken.days * DAY_MS);
    case 'weekday': {
      const current = new Date(now).getUTCDay();
      if (spoken.week === 'coming')
        return fromTime(now + (((spoken.weekday - current + 6) % 7) + 1) * DAY_MS);
      const monday = now + (7 - ((current + 6) % 7)) * DAY_MS;
      return fromTime(monday + ((spoken.weekday + 6) % 7) * DAY_MS);
    }
    case 'day': {
      if (spoken.month !== null && spoken.year !== null) {
        const date = { year: spoken.year, month: spoken.month, day: spoken.day };
        return exists(date) ? date : null;
      }
      // The next one: at most eight years ahead (29 February), or twelve months for a day alone.
      for (let step = 0; step <= 96; step += spoken.month === null ? 1 : 12) {
        const months = today.year * 12 + (spoken.month ?? today.month) - 1 + step;
        const date = { year: Math.floor(months / 12), month: (months % 12) + 1, day: spoken.day };
        if (exists(date) && toTime(date) >= now) return date;
      }
      return null;
    }
  }
}
