/** An HTTP answer that is not 2xx, or an `error` object within a stream, as a ProviderError. */
import { z } from 'zod';
import {
  cleaned,
  contentRefused,
  failure,
  TRY_AGAIN,
  type FailureContext,
  type FailureReason,
  type OpenAiError,
} from './errors.ts';

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
  const about = `${vendor.code} ${said}`;
  if (/content_filter|content_policy|responsible_ai/i.test(about)) return contentRefused(context, said);
  const verdict = verdictOf(status, vendor, about);
  const quoted = said === '' ? '' : ` It says: “${said}”`;
  const after = retryAfterMs === null ? '' : ` It asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
  return failure(context, `${verdict.happened(status, path)}${quoted}`, `${verdict.fix}${after}`, {
    reason: verdict.reason,
    retryable: verdict.retryable ?? false,
    status,
    vendorSaid: said,
    ...(vendor.parameter === '' ? {} : { parameter: vendor.parameter }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

interface Verdict {
  reason: FailureReason;
  happened: (status: number, path: string) => string;
  fix: string;
  retryable?: boolean;
}

function verdictOf(status: number, vendor: VendorError, about: string): Verdict {
  const isRequest = status >= 400 && status < 500 && status !== 429;
  if (status === 401 || /invalid.{0,3}api.?key|api.?key.{0,9}(?:not valid|invalid)/i.test(about))
    return verdicts.key;
  if (status === 402 || /insufficient_quota|billing|credit/i.test(vendor.code)) return verdicts.quota;
  if (status === 403) return verdicts.forbidden;
  if (status === 404 && !/model|deployment/i.test(about)) return verdicts.address;
  if (status === 404 || /model_not_found|DeploymentNotFound|unknown_model/i.test(about))
    return verdicts.model;
  if (isRequest && /voice/i.test(`${vendor.parameter} ${about}`)) return verdicts.voice;
  if (status === 429) return verdicts.rate;
  if (status >= 500 || status === 408 || status === 409 || status === 425) return verdicts.server;
  return status >= 300 && status < 400 ? verdicts.elsewhere : verdicts.request;
}

const verdicts = {
  key: {
    reason: 'key',
    happened: (status) => `did not accept the key (${status}).`,
    fix: 'Check the key of this connection in Settings → Providers.',
  },
  quota: {
    reason: 'quota',
    happened: (status) => `has no credit left for this account (${status}).`,
    fix: "See to the account's billing at the vendor.",
  },
  forbidden: {
    reason: 'forbidden',
    happened: (status) => `does not allow this (${status}).`,
    fix: 'The key may lack the right to this model, or the region is not served: see to it at the vendor, or choose another model.',
  },
  address: {
    reason: 'address',
    happened: (status, path) => `has nothing at ${path} (${status}).`,
    fix: 'Check the base URL: of most servers it ends in /v1.',
  },
  model: {
    reason: 'model',
    happened: (status) => `does not have this model (${status}).`,
    fix: 'Choose one that is offered there.',
  },
  voice: {
    reason: 'voice',
    happened: (status) => `does not have this voice (${status}).`,
    fix: 'Choose one that is offered there.',
  },
  rate: {
    reason: 'rate-limit',
    happened: (status) => `is asked too often (${status}).`,
    fix: 'Wait a moment; for more at the same time, ask the vendor for a higher limit.',
    retryable: true,
  },
  server: {
    reason: 'server',
    happened: (status) => `failed on its side (${status}).`,
    fix: TRY_AGAIN,
    retryable: true,
  },
  elsewhere: {
    reason: 'address',
    happened: (status) => `sends elsewhere (${status}).`,
    fix: 'Enter the address at which the server really is.',
  },
  request: {
    reason: 'request',
    happened: (status) => `did not accept the request (${status}).`,
    fix: 'Check the model and the settings of this connection.',
  },
} satisfies Record<string, Verdict>;

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
