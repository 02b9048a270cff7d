/** Short figures of a conversation. */
import { formatDuration } from '../../../ui/duration.ts';

/** Place in the recording, `m:ss`; nothing outside the media. */
export function placeText(atMs: number | null): string {
  return atMs === null ? '' : formatDuration(atMs);
}

/** A short span: `640 ms`, from a second on `1.24 s`. */
export function spanText(spanMs: number): string {
  return spanMs < 1000 ? `${Math.round(spanMs)} ms` : `${(spanMs / 1000).toFixed(2)} s`;
}

/** How long a caller waited for an answer; `too soon` where the agent spoke before the caller's last sound. */
export function waitText(waitMs: number): string {
  return waitMs < 0 ? 'too soon' : spanText(waitMs);
}

/** A span with tenths where the whole is a matter of a few milliseconds: `0.4 ms`. */
export function fineSpanText(spanMs: number): string {
  return spanMs < 10 ? `${spanMs.toFixed(1)} ms` : spanText(spanMs);
}

/** `user_hangup` → `User hangup`: dispositions, statuses and variable names as words. */
export function wordsOf(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Any gathered value on one line. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value === '' ? '—' : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
