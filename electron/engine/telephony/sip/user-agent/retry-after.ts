/** Retry-After, RFC 3261 §20.33: `120`, `120;duration=60`, `120 (in a meeting)`. */
import type { SipResponse } from '../message/message.ts';

const longestMs = 60 * 60_000;

/** Milliseconds, an hour at most; 0 where nothing is asked for. */
export function retryAfterMs({ headers }: SipResponse): number {
  const seconds = /^\s*(\d+)/.exec(headers.get('Retry-After') ?? '')?.[1] ?? '0';
  return Math.min(Number(seconds) * 1000, longestMs);
}
