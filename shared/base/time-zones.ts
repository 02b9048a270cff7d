/** Wall-clock time in an IANA time zone, for templates and schedules. Works the same in Node and the browser. */

interface ZoneFormats {
  parts: Intl.DateTimeFormat;
  weekday: Intl.DateTimeFormat;
  /** Locales in which CLDR may know a zone's letters ("IST", "CET", "AEDT"); it gives `GMT+5:30` elsewhere. */
  names: Intl.DateTimeFormat[];
}

const formats = new Map<string, ZoneFormats | null>();

/** Letters that are in everyday use but that no English CLDR locale carries, [standard, summer]. Source: IANA tz database. */
const letters: Record<string, readonly [string, string?]> = {
  'Asia/Tokyo': ['JST'],
  'Asia/Seoul': ['KST'],
  'Asia/Shanghai': ['CST'],
  'Asia/Taipei': ['CST'],
  'Asia/Hong_Kong': ['HKT'],
  'Asia/Manila': ['PST'],
  'Asia/Jakarta': ['WIB'],
  'Asia/Karachi': ['PKT'],
  'Asia/Jerusalem': ['IST', 'IDT'],
  'Europe/Moscow': ['MSK'],
  'Africa/Lagos': ['WAT'],
  'Africa/Nairobi': ['EAT'],
  'Africa/Johannesburg': ['SAST'],
  'Africa/Cairo': ['EET', 'EEST'],
};

const nameLocales = ['en-US', 'en-GB', 'en-IN', 'en-AU', 'en-NZ', 'en-CA', 'en-ZA'];

function formatsFor(zone: string): ZoneFormats | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let made: ZoneFormats | null;
  try {
    const options = { timeZone: zone } as const;
    made = {
      parts: new Intl.DateTimeFormat('en-US', {
        ...options,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
      weekday: new Intl.DateTimeFormat('en-US', { ...options, weekday: 'long' }),
      names: nameLocales.map(
        (locale) => new Intl.DateTimeFormat(locale, { ...options, timeZoneName: 'short' }),
      ),
    };
  } catch {
    made = null;
  }
  // Zone names come from documents: a bound keeps a hostile one from filling the memory.
  if (formats.size > 1000) formats.clear();
  formats.set(zone, made);
  return made;
}

/** Is this an IANA zone (or an alias such as `UTC`) that this machine knows? */
export function isTimeZone(zone: string): boolean {
  return zone !== '' && formatsFor(zone) !== null;
}

/** The zone of this machine; UTC when it has none. */
export function machineTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

export interface ZonedTime {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** The date and time on a clock in that zone; an unknown zone is read as UTC. */
export function zonedTime(date: Date, zone: string): ZonedTime {
  const found = formatsFor(zone) ?? formatsFor('UTC');
  const values: Record<string, number> = {};
  for (const part of found?.parts.formatToParts(date) ?? []) values[part.type] = Number(part.value);
  const value = (name: string): number => values[name] ?? 0;
  return {
    year: value('year'),
    month: value('month'),
    day: value('day'),
    hour: value('hour'),
    minute: value('minute'),
    second: value('second'),
  };
}

/** `Thursday`, in English, in that zone; an unknown zone is read as UTC. */
export function weekdayName(date: Date, zone: string): string {
  return (formatsFor(zone) ?? formatsFor('UTC'))?.weekday.format(date) ?? '';
}

/** Minutes that the zone's clock is ahead of UTC at that moment. */
export function offsetMinutes(date: Date, zone: string): number {
  const local = zonedTime(date, zone);
  const asUtc = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  return Math.round((asUtc - Math.floor(date.getTime() / 1000) * 1000) / 60_000);
}

/** `UTC`, `IST`, `CEST` …; where a zone has no letters its offset, `+0545` or `-03`. */
export function zoneAbbreviation(date: Date, zone: string): string {
  const found = formatsFor(zone);
  if (!found) return 'UTC';
  const offset = offsetMinutes(date, zone);
  const own = letters[zone];
  if (own) {
    const winter = Math.min(
      offsetMinutes(new Date(Date.UTC(date.getUTCFullYear(), 0, 1)), zone),
      offsetMinutes(new Date(Date.UTC(date.getUTCFullYear(), 6, 1)), zone),
    );
    return offset > winter ? (own[1] ?? own[0]) : own[0];
  }
  for (const format of found.names) {
    const name = format.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value;
    if (name && /^[A-Z]{2,5}$/.test(name)) return name;
  }
  const size = Math.abs(offset);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  const minutes = size % 60 ? String(size % 60).padStart(2, '0') : '';
  return `${offset < 0 ? '-' : '+'}${hours}${minutes}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-03-05 14:30:00 IST`: what `{{current_time}}` becomes (Python's `%Y-%m-%d %H:%M:%S %Z`, as in Dograh). */
export function formatZonedTime(date: Date, zone: string): string {
  const { year, month, day, hour, minute, second } = zonedTime(date, zone);
  const calendarDay = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${calendarDay} ${two(hour)}:${two(minute)}:${two(second)} ${zoneAbbreviation(date, zone)}`;
}

/** `2026-03-05T14:30:00+05:30`: ISO 8601 with the zone's own offset. */
export function formatZonedIso(date: Date, zone: string): string {
  const { year, month, day, hour, minute, second } = zonedTime(date, zone);
  const offset = offsetMinutes(date, zone);
  const size = Math.abs(offset);
  const sign = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  const calendarDay = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${calendarDay}T${two(hour)}:${two(minute)}:${two(second)}${sign}`;
}
