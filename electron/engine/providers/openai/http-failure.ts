/** An HTTP answer that is not 2xx, or an `error` object within a stream, as a ProviderError. */
import { z } from 'zod';
import { cleaned, contentRefused, failure, type FailureContext, type OpenAiError } from './errors.ts';

const text = z.string().nullish().catch(null);
const errorBody = z.looseObject({
  message: text,
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  type: text,
  param: text,
});

/** `{error: {message, code, type, param}}` of OpenAI, `{error: "…"}`, `{message}`, `{detail}` (FastAPI), `[{error}]` (Gemini). */
interface VendorError {
  message: string;
  code: string;
  parameter: string;
}

function readVendorError(body: unknown): VendorError {
  const outer: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof outer !== 'object' || outer === null) {
    return { message: typeof outer === 'string' ? outer : '', code: '', parameter: '' };
  }
  const fields = outer as Record<string, unknown>;
  const inner = fields['error'] ?? fields['detail'] ?? outer;
  if (typeof inner === 'string') return { message: inner, code: '', parameter: '' };
  const known = errorBody.safeParse(inner);
  if (!known.success) return { message: JSON.stringify(inner), code: '', parameter: '' };
  const { message, code, type, param } = known.data;
  return { message: message ?? '', code: String(code ?? type ?? ''), parameter: param ?? '' };
}

export interface FailedAnswer {
  status: number;
  /** Body as text; HTML, JSON or nothing. */
  body: string;
  retryAfterMs: number | null;
  path: string;
}

export function httpFailure(context: FailureContext, answer: FailedAnswer): OpenAiError {
  let vendor: VendorError = { message: '', code: '', parameter: '' };
  try {
    vendor = readVendorError(JSON.parse(answer.body));
  } catch {
    // A proxy's HTML page says nothing that a person could use; a line of plain words may.
    if (!/^\s*</.test(answer.body)) vendor.message = answer.body;
  }
  return statusFailure(context, vendor, answer);
}

/** An `error` object that came as an event of the stream, after a 200. Its own status decides; without one it is retryable. */
export function streamFailure(context: FailureContext, error: unknown, path: string): OpenAiError {
  const vendor = readVendorError({ error });
  const status = /^[45]\d\d$/.test(vendor.code) ? Number(vendor.code) : statusOfWord(vendor.code);
  return statusFailure(context, vendor, { status, retryAfterMs: null, path });
}

function statusOfWord(code: string): number {
  if (/rate_limit|too_many|resource_exhausted/i.test(code)) return 429;
  if (/invalid_request|bad_request|invalid_argument|context_length/i.test(code)) return 400;
  return /auth|api_key/i.test(code) ? 401 : 500;
}

function statusFailure(
  context: FailureContext,
  vendor: VendorError,
  { status, retryAfterMs, path }: Omit<FailedAnswer, 'body'>,
): OpenAiError {
  const said = cleaned(vendor.message, context.options.apiKey);
  const quoted = said === '' ? '' : ` It says: "${said}"`;
  const about = `${vendor.code} ${said}`;
  const details = {
    status,
    vendorSaid: said,
    ...(vendor.parameter === '' ? {} : { parameter: vendor.parameter }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
  const fail = (sentence: string, reason: OpenAiError['reason'], retryable: boolean): OpenAiError =>
    failure(context, `${sentence}${quoted}`, { ...details, reason, retryable });

  if (/content_filter|content_policy|responsible_ai/i.test(about)) return contentRefused(context, said);
  if (status === 401) {
    return fail(
      'did not accept the key (401). Check the key of this connection in Settings → Providers.',
      'key',
      false,
    );
  }
  if (/invalid.{0,3}api.?key|api.?key.{0,9}(?:not valid|invalid)/i.test(about)) {
    return fail(
      `did not accept the key (${status}). Check the key of this connection in Settings → Providers.`,
      'key',
      false,
    );
  }
  if (status === 402 || /insufficient_quota|billing|credit/i.test(vendor.code)) {
    return fail(
      `has no credit left for this account (${status}). See to the account's billing at the vendor.`,
      'quota',
      false,
    );
  }
  if (status === 403) {
    return fail(
      'does not allow this (403). The key may lack the right to this model, or the region is not served.',
      'forbidden',
      false,
    );
  }
  if (status === 404 && !/model|deployment/i.test(about)) {
    return fail(
      `has nothing at ${path} (404). Check the base URL: of most servers it ends in /v1.`,
      'address',
      false,
    );
  }
  if (/model_not_found|DeploymentNotFound|unknown_model/i.test(about) || status === 404) {
    return fail(`does not have this model (${status}). Choose one that is offered there.`, 'model', false);
  }
  if (/voice/i.test(`${vendor.parameter} ${said}`) && status >= 400 && status < 500 && status !== 429) {
    return fail(`does not have this voice (${status}). Choose one that is offered there.`, 'voice', false);
  }
  if (status === 429) {
    const wait = retryAfterMs === null ? '' : ` It asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
    return fail(`is asked too often (429).${wait}`, 'rate-limit', true);
  }
  if (status >= 500 || status === 408 || status === 409 || status === 425) {
    return fail(`failed on its side (${status}). It is worth another try.`, 'server', true);
  }
  if (status >= 300 && status < 400) {
    return fail(
      `sends elsewhere (${status}). Enter the address at which the server really is.`,
      'address',
      false,
    );
  }
  return fail(`did not accept the request (${status}).`, 'request', false);
}

/** RFC 9110 §10.2.3: seconds or an HTTP date; OpenAI adds `retry-after-ms`. */
export function retryAfterOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  nowMs = Date.now(),
): number | null {
  const inMs = headers['retry-after-ms'];
  if (typeof inMs === 'string' && /^\d+(?:\.\d+)?$/.test(inMs)) return Math.round(Number(inMs));
  const value = headers['retry-after'];
  if (typeof value !== 'string') return null;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
