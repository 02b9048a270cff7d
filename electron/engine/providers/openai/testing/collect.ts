/** Short ways to what a test asks of an adapter. */
import { OpenAiError } from '../errors.ts';

export const never = new AbortController().signal;

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of stream) all.push(each);
  return all;
}

/** The error with which it fails, without stack and cause; null when it does not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpenAiError)) return error;
  const { code, reason, retryable, status, retryAfterMs, message } = error;
  return { code, reason, retryable, status, retryAfterMs, message };
}
