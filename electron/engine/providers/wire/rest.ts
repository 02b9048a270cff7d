/** A vendor's pages beside its socket: the list of voices and the like. */
import type { z } from 'zod';
import type { ConnectionProblemCode } from '../spec/connection-test.ts';
import { networkError, problemOfStatus, quotable, VendorError } from './vendor-error.ts';
import type { Refusal, RefusalMeaning } from './vendor-socket.ts';

const REQUEST_TIMEOUT_MS = 8000;

export interface RestRequest<T> {
  vendor: string;
  url: URL;
  headers: Record<string, string>;
  secret: string;
  schema: z.ZodType<T>;
  classify: (refusal: Refusal) => RefusalMeaning | null;
  signal: AbortSignal;
}

/** GETs a JSON document. Throws VendorError. */
export async function getJson<T>(request: RestRequest<T>): Promise<T> {
  const { vendor, url, secret } = request;
  const deadline = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      headers: request.headers,
      signal: AbortSignal.any([request.signal, deadline]),
    });
    const text = await response.text();
    if (!response.ok) throw statusError(request, response.status, text);
    const parsed = request.schema.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    throw new VendorError(
      'vendor-failed',
      `${vendor} (${url.host}) answered in a form that is not its own: “${quotable(text, secret)}”.`,
    );
  } catch (thrown) {
    if (thrown instanceof VendorError) throw thrown;
    if (!deadline.aborted) throw networkError(vendor, url.host, thrown);
    const happened = `${vendor} (${url.host}) did not answer within ${REQUEST_TIMEOUT_MS} ms.`;
    throw new VendorError('timeout', happened, thrown);
  }
}

function statusError<T>(request: RestRequest<T>, status: number, text: string): VendorError {
  const meaning = request.classify({ status, closeCode: null, text });
  const problem: ConnectionProblemCode =
    meaning === null || meaning === 'idle' ? problemOfStatus(status) : meaning;
  const quote = quotable(text, request.secret);
  const said = quote === '' ? '' : `, “${quote}”`;
  return new VendorError(problem, `${request.vendor} (${request.url.host}) refused: HTTP ${status}${said}.`);
}

/** Undefined where the text is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
