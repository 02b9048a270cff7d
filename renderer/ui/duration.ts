/** Durations and moments as a person reads them. */

/** Milliseconds as `m:ss`, or `h:mm:ss` from an hour on. Negative counts as 0. */
export function formatDuration(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

const steps: readonly [limitMs: number, unit: Intl.RelativeTimeFormatUnit, unitMs: number][] = [
  [3_600_000, 'minute', 60_000],
  [86_400_000, 'hour', 3_600_000],
  [7 * 86_400_000, 'day', 86_400_000],
];

/** An ISO moment as a clock shows it: `14:03`, on another day than `nowMs` with its date. */
export function formatMoment(iso: string, nowMs: number, timeZone?: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  const zone = timeZone === undefined || timeZone === '' ? {} : { timeZone };
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', ...zone });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', ...zone }).format(then);
  return day.format(then) === day.format(nowMs) ? time : `${time}, ${day.format(then)}`;
}

/** An ISO moment seen from `nowMs`: `just now`, `5 min. ago`, `yesterday`, then the date. */
export function formatAgo(iso: string, nowMs: number, timeZone?: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  const ageMs = Math.max(0, nowMs - then);
  if (ageMs < 60_000) return 'just now';
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
  for (const [limitMs, unit, unitMs] of steps) {
    if (ageMs < limitMs) return relative.format(-Math.floor(ageMs / unitMs), unit);
  }
  const zone = timeZone === undefined || timeZone === '' ? {} : { timeZone };
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', ...zone }).format(then);
}
