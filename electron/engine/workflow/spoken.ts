/**
 * Gathered values as a person says them, for lines that read them back. Prompts find them as
 * `{{gathered_context.spoken.NAME}}` beside the plain `{{gathered_context.NAME}}`.
 */

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

function ordinal(day: number): string {
  const last = day % 10;
  const teen = day >= 11 && day <= 13;
  const ending = teen || last > 3 || last === 0 ? 'th' : (['st', 'nd', 'rd'][last - 1] ?? 'th');
  return `${day}${ending}`;
}

/** `2026-12-01` → `Tuesday, December 1st`; undefined when the day does not exist. */
function spokenDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return `${weekdays[date.getUTCDay()] ?? ''}, ${months[month - 1] ?? ''} ${ordinal(day)}`;
}

/** `15:00` → `3 PM`, `09:05` → `9:05 AM`, `12:00` → `noon`; undefined when there is no such time. */
function spokenTime(hour: number, minute: number): string | undefined {
  if (hour > 23 || minute > 59) return undefined;
  if (minute === 0 && hour === 12) return 'noon';
  if (minute === 0 && hour === 0) return 'midnight';
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** Dates and clock times in words, long numbers digit by digit, yes and no; anything else as it is. */
export function spokenValue(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'string') return value;
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (date) return spokenDate(Number(date[1]), Number(date[2]), Number(date[3])) ?? value;
  const time = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(value);
  if (time) return spokenTime(Number(time[1]), Number(time[2])) ?? value;
  // An order or phone number is no quantity.
  if (/^\d{3,}$/.test(value)) return value.replace(/\d(?=\d)/g, '$& ');
  return value;
}
