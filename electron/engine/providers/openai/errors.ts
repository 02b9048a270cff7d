/**
 * Failures of HTTP, of the network and of streams as ProviderErrors: what happened, to which provider and model, and the
 * way out. What a vendor says is kept (shortened), except for anything that looks like the key.
 */
import { openAiPreset } from '#shared/domain/provider-presets.ts';
import { ProviderError, type ErrorCode, type ProviderErrorOptions } from '../../base/errors.ts';
import { nameOf, type OpenAiConnectionOptions } from './options.ts';

export type FailureReason =
  | 'host-not-found'
  | 'connection-refused'
  | 'network'
  | 'tls'
  | 'certificate-time'
  | 'key'
  | 'forbidden'
  | 'address'
  | 'model'
  | 'voice'
  | 'quota'
  | 'rate-limit'
  | 'request'
  | 'server'
  | 'not-json'
  | 'cut'
  | 'content'
  | 'timeout';

/** Which provider and model a failure belongs to. */
export interface FailureContext {
  options: OpenAiConnectionOptions;
  model: string | null;
}

export interface FailureDetails extends ProviderErrorOptions {
  reason: FailureReason;
  status?: number;
  /** The request's field that the vendor objects to. */
  parameter?: string;
  /** The vendor's own words, cleaned. */
  vendorSaid?: string;
}

export class OpenAiError extends ProviderError {
  readonly reason: FailureReason;
  /** What happened, without the way out. */
  readonly happened: string;
  /** What a person can do. */
  readonly fix: string;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly parameter: string | null;
  readonly vendorSaid: string | null;

  constructor(code: ErrorCode, happened: string, fix: string, details: FailureDetails) {
    super(code, `${happened} ${fix}`, details);
    this.happened = happened;
    this.fix = fix;
    this.reason = details.reason;
    this.status = details.status ?? null;
    this.parameter = details.parameter ?? null;
    this.vendorSaid = details.vendorSaid ?? null;
  }
}

/** `OpenAI (gpt-5.4-mini)` */
export function subjectOf({ options, model }: FailureContext): string {
  return model === null || model === '' ? nameOf(options) : `${nameOf(options)} (${model})`;
}

/**
 * @param happened goes on after the provider's name: `did not answer.`
 * @param fix a sentence of its own
 */
export function failure(
  context: FailureContext,
  happened: string,
  fix: string,
  details: FailureDetails,
  code: ErrorCode = 'provider-failed',
): OpenAiError {
  return new OpenAiError(code, `${subjectOf(context)} ${happened}`, fix, details);
}

export const TRY_AGAIN = 'Try again; if it goes on, see whether the provider has a failure.';

export function timedOut(context: FailureContext, waitedFor: string, limitMs: number): OpenAiError {
  return failure(
    context,
    `${waitedFor} within ${seconds(limitMs)}.`,
    'It may be overloaded or out of reach: try again, or choose another provider.',
    { reason: 'timeout', retryable: true },
    'provider-timeout',
  );
}

/** The vendor's own filter stopped the answer. */
export function contentRefused(context: FailureContext, vendorSaid = ''): OpenAiError {
  const said = cleaned(vendorSaid, context.options.apiKey);
  return failure(
    context,
    `refused to answer because of its content rules${said === '' ? '.' : `: “${said}”.`}`,
    'Change the prompt, or choose another model.',
    { reason: 'content', vendorSaid: said },
    'provider-refused',
  );
}

export function cutShort(context: FailureContext, cause?: unknown): OpenAiError {
  return failure(context, 'ended its answer in the middle.', TRY_AGAIN, {
    reason: 'cut',
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** @param what goes on after the provider's name, without its full stop */
export function notUnderstood(context: FailureContext, what: string): OpenAiError {
  return failure(
    context,
    `${what}.`,
    'Check that the base URL is that of an OpenAI-compatible interface; if it is, try again.',
    { reason: 'not-json', retryable: true },
  );
}

interface NetworkWords {
  reason: FailureReason;
  retryable: boolean;
  /** Of `at`, the host and port. */
  happened: (at: string) => string;
  fix: string;
}

const untrusted: NetworkWords = {
  reason: 'tls',
  retryable: false,
  happened: (at) => `cannot be trusted: the certificate of ${at} is not one that this machine accepts.`,
  fix: 'Check the address. A server of your own needs a certificate that the system knows, or an address with http://.',
};
const lost: NetworkWords = {
  reason: 'network',
  retryable: true,
  happened: (at) => `lost the connection to ${at}.`,
  fix: 'Check the network, and try again.',
};
const unreachable: NetworkWords = {
  reason: 'network',
  retryable: true,
  happened: (at) => `cannot be reached at ${at}.`,
  fix: 'Check the network and the address.',
};
const unresolved: NetworkWords = {
  reason: 'host-not-found',
  retryable: true,
  happened: (at) => `cannot be found: the name ${at} has no address.`,
  fix: 'Check the base URL for typing errors, and that this machine is online.',
};
const outOfTime: NetworkWords = {
  reason: 'certificate-time',
  retryable: false,
  happened: (at) => `cannot be trusted: the certificate of ${at} is not valid at this machine's time.`,
  fix: "Set this machine's date and time.",
};
const noTls: NetworkWords = {
  reason: 'tls',
  retryable: false,
  happened: (at) => `does not speak TLS at ${at}.`,
  fix: 'If the server speaks plain HTTP, its address begins with http://.',
};
const noHttp: NetworkWords = {
  reason: 'not-json',
  retryable: false,
  happened: (at) => `does not speak HTTP at ${at}.`,
  fix: 'Check the port, and whether the address should begin with https://.',
};

const networkWords: Record<string, NetworkWords> = {
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
  EAI_NODATA: unresolved,
  ENETUNREACH: unreachable,
  EHOSTUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  EPROTO: noTls,
  CERT_HAS_EXPIRED: outOfTime,
  CERT_NOT_YET_VALID: outOfTime,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
  ERR_INVALID_CHAR: {
    reason: 'key',
    retryable: false,
    happened: () => 'cannot be asked: the key holds characters that a key never has.',
    fix: 'Copy the key again, without spaces or line breaks.',
  },
};

/** A failure below HTTP. */
export function networkFailure(context: FailureContext, url: URL, cause: unknown): OpenAiError {
  if (cause instanceof OpenAiError) return cause;
  const code = codeOf(cause);
  const { reason, retryable, happened, fix } = code === 'ECONNREFUSED' ? notRunning(context) : wordsFor(code);
  return failure(context, happened(url.host), fix, { reason, retryable, cause });
}

function wordsFor(code: string): NetworkWords {
  if (code.startsWith('HPE_')) return noHttp;
  return code.startsWith('ERR_SSL') ? noTls : (networkWords[code] ?? lost);
}

function notRunning({ options }: FailureContext): NetworkWords {
  const { startWith, name } = openAiPreset(options.preset);
  return {
    reason: 'connection-refused',
    retryable: true,
    happened: (at) => `is not there: nothing listens at ${at}.`,
    fix:
      startWith === undefined
        ? 'Check the base URL, and that the server runs.'
        : `Is ${name} running? Start it with "${startWith}", or check the base URL.`,
  };
}

/** Node wraps the failures of all addresses that were tried in one AggregateError. */
function codeOf(cause: unknown): string {
  if (cause instanceof AggregateError) return codeOf(cause.errors.find((each) => codeOf(each) !== ''));
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Longest vendor message that is shown, in characters. */
const MAX_VENDOR_WORDS = 300;

/** One line without the key, or what looks like one (vendors quote a wrong key half masked). */
export function cleaned(words: string, apiKey: string | null): string {
  let line = words.replace(/\s+/g, ' ').trim();
  // Anything shorter is no key, but a word of a local server's.
  if (apiKey !== null && apiKey.length >= 8) line = line.replaceAll(apiKey, '…');
  line = line.replace(
    /\b(?:sk|gsk|key|pk|xai|AIza)[-_][\w*.-]{6,}|\bAIza[\w*-]{10,}|[\w-]*\*{3,}[\w-]*/g,
    '…',
  );
  return line.length > MAX_VENDOR_WORDS ? `${line.slice(0, MAX_VENDOR_WORDS)}…` : line;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}
