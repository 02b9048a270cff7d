/** A moment in a list: the time today and yesterday, the day before that. In the person's zone. */
export function momentText(iso: string, now: Date, timeZone: string): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return '';
  const zone = timeZone === '' ? {} : { timeZone };
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone });
  const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false, ...zone });
  const thenDay = day.format(then);
  if (thenDay === day.format(now)) return `Today ${time.format(then)}`;
  if (thenDay === day.format(new Date(now.getTime() - 86_400_000))) return `Yesterday ${time.format(then)}`;
  const isThisYear = thenDay.slice(0, 4) === day.format(now).slice(0, 4);
  const date = new Intl.DateTimeFormat('en', {
    month: 'short',
    day: 'numeric',
    ...(isThisYear ? {} : { year: 'numeric' }),
    ...zone,
  });
  return isThisYear ? `${date.format(then)}, ${time.format(then)}` : date.format(then);
}
