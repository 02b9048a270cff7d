/** Times of day as people say them: `three thirty pm`, `half past two`, `noon`, `two o'clock`, `15:30`. */
import { readCardinal, type Reading } from './numbers.ts';

export interface ClockTime {
  /** 0–23 */
  hour: number;
  /** 0–59 */
  minute: number;
  /** Nothing in the words says that a time is meant (`three`, `ten fifteen`): only to be used when one was asked for. */
  bare: boolean;
}

/** `HH:MM`, 24 hours. */
export function formatClockTime(time: ClockTime): string {
  return `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
}

const NAMED = new Map<string, ClockTime>([
  ['noon', { hour: 12, minute: 0, bare: false }],
  ['midday', { hour: 12, minute: 0, bare: false }],
  ['midnight', { hour: 0, minute: 0, bare: false }],
]);

/**
 * Without am, pm or a part of the day the hour is taken as one of the working day: 7–11 in the morning, 12–6 in the
 * afternoon. Hours 0 and 13–23 are what they say.
 */
export function readClockTime(tokens: readonly string[], at: number): Reading<ClockTime> | null {
  const named = NAMED.get(tokens[at] ?? '');
  if (named) return { value: named, length: 1 };
  const core = readRelative(tokens, at) ?? readHourMinute(tokens, at);
  if (!core) return null;
  let { hour } = core.value;
  let { bare } = core.value;
  let length = core.length;
  const part = readPartOfDay(tokens, at + length);
  if (part) {
    length += part.length;
    bare = false;
    if (hour <= 12) hour = part.value === 'pm' ? (hour % 12) + 12 : hour % 12;
    if (part.value === 'night' && core.value.hour <= 12) {
      hour = core.value.hour === 12 ? 0 : core.value.hour >= 5 ? core.value.hour + 12 : core.value.hour;
    }
  } else if (hour >= 1 && hour <= 6 && !core.value.fixed) hour += 12;
  return { value: { hour, minute: core.value.minute, bare }, length };
}

type Core = Reading<{ hour: number; minute: number; bare: boolean; fixed: boolean }>;

/** `half past two`, `quarter to five`, `ten past three`, `twenty five minutes to six`. */
function readRelative(tokens: readonly string[], at: number): Core | null {
  let position = at;
  if (tokens[position] === 'a' && tokens[position + 1] === 'quarter') position += 1;
  let minutes: number | null = null;
  if (tokens[position] === 'half') minutes = 30;
  else if (tokens[position] === 'quarter') minutes = 15;
  if (minutes !== null) position += 1;
  else {
    const spoken = readCardinal(tokens, position);
    if (!spoken || spoken.value < 1 || spoken.value > 29 || !Number.isInteger(spoken.value)) return null;
    minutes = spoken.value;
    position += spoken.length;
    if (/^minutes?$/.test(tokens[position] ?? '')) position += 1;
  }
  const direction = tokens[position] ?? '';
  if (!/^(?:past|after|to|till|before|of)$/.test(direction)) return null;
  const hour = readCardinal(tokens, position + 1);
  if (!hour || hour.value < 1 || hour.value > 12 || !Number.isInteger(hour.value)) return null;
  const before = /^(?:to|till|before|of)$/.test(direction);
  const value = before
    ? { hour: hour.value === 1 ? 12 : hour.value - 1, minute: 60 - minutes }
    : { hour: hour.value, minute: minutes };
  return { value: { ...value, bare: false, fixed: false }, length: position + 1 + hour.length - at };
}

/** `three`, `three thirty`, `three oh five`, `two o'clock`, `15:30`, `ten hundred`. */
function readHourMinute(tokens: readonly string[], at: number): Core | null {
  const figures = /^(\d{1,2}):(\d{2})$/.exec(tokens[at] ?? '');
  if (figures) {
    const hour = Number(figures[1]);
    const minute = Number(figures[2]);
    if (hour > 23 || minute > 59) return null;
    return { value: { hour, minute, bare: false, fixed: (figures[1] ?? '').startsWith('0') }, length: 1 };
  }
  // Only one word or two: "three thirty" must not be read as a cardinal of its own.
  const first = readCardinal([tokens[at] ?? ''], 0) ?? null;
  const hour = first?.value ?? -1;
  if (!first || !Number.isInteger(hour) || hour < 0 || hour > 23) {
    const late = readCardinal(tokens.slice(at, at + 2), 0);
    if (late?.length !== 2 || late.value < 21 || late.value > 23) return null;
    const minute = readMinute(tokens, at + 2);
    return minute
      ? {
          value: { hour: late.value, minute: minute.value, bare: true, fixed: true },
          length: 2 + minute.length,
        }
      : null;
  }
  if (tokens[at + 1] === "o'clock") {
    return hour >= 1 && hour <= 12
      ? { value: { hour, minute: 0, bare: false, fixed: false }, length: 2 }
      : null;
  }
  const minute = readMinute(tokens, at + 1);
  if (minute)
    return { value: { hour, minute: minute.value, bare: true, fixed: hour > 12 }, length: 1 + minute.length };
  return { value: { hour, minute: 0, bare: true, fixed: hour > 12 || hour === 0 }, length: 1 };
}

function readMinute(tokens: readonly string[], at: number): Reading<number> | null {
  const word = tokens[at] ?? '';
  if (word === 'oh' || word === 'o' || word === 'zero') {
    const unit = readCardinal([tokens[at + 1] ?? ''], 0);
    return unit && unit.value >= 1 && unit.value <= 9 ? { value: unit.value, length: 2 } : null;
  }
  if (word === 'hundred') return { value: 0, length: 1 };
  const spoken = readCardinal(tokens, at);
  return spoken &&
    Number.isInteger(spoken.value) &&
    spoken.value >= 10 &&
    spoken.value <= 59 &&
    spoken.length <= 2
    ? spoken
    : null;
}

type PartOfDay = 'am' | 'pm' | 'night';

/** `pm`, `in the afternoon`, `this morning`, `at night`, `tonight`. */
function readPartOfDay(tokens: readonly string[], at: number): Reading<PartOfDay> | null {
  const word = tokens[at] ?? '';
  if (word === 'am' || word === 'pm') return { value: word, length: 1 };
  if (word === 'tonight') return { value: 'night', length: 1 };
  const phrase = tokens.slice(at, at + 3).join(' ');
  if (phrase.startsWith('in the morning')) return { value: 'am', length: 3 };
  if (phrase.startsWith('in the afternoon') || phrase.startsWith('in the evening'))
    return { value: 'pm', length: 3 };
  if (phrase.startsWith('at night')) return { value: 'night', length: 2 };
  return null;
}
