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
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly parameter: string | null;
  readonly vendorSaid: string | null;

  constructor(code: ErrorCode, message: string, details: FailureDetails) {
    super(code, message, details);
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

export function failure(
  context: FailureContext,
  sentence: string,
  details: FailureDetails,
  code: ErrorCode = 'provider-failed',
): OpenAiError {
  return new OpenAiError(code, `${subjectOf(context)} ${sentence}`, details);
}

export function timedOut(context: FailureContext, waitedFor: string, limitMs: number): OpenAiError {
  return failure(
    context,
    `${waitedFor} within ${seconds(limitMs)}. It may be overloaded or out of reach; it is worth another try.`,
    { reason: 'timeout', retryable: true },
    'provider-timeout',
  );
}

/** The vendor's own filter stopped the answer. */
export function contentRefused(context: FailureContext, vendorSaid = ''): OpenAiError {
  const said = cleaned(vendorSaid, context.options.apiKey);
  return failure(
    context,
    `refused to answer because of its content rules${said === '' ? '' : `: ${said}`}. Change the prompt, or choose another model.`,
    { reason: 'content', vendorSaid: said },
    'provider-refused',
  );
}

export function cutShort(context: FailureContext, cause?: unknown): OpenAiError {
  return failure(context, 'ended its answer in the middle. It is worth another try.', {
    reason: 'cut',
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function notUnderstood(context: FailureContext, what: string, cause?: unknown): OpenAiError {
  return failure(
    context,
    `${what}. Is the address that of an OpenAI-compatible interface? If it is, it is worth another try.`,
    { reason: 'not-json', retryable: true, ...(cause === undefined ? {} : { cause }) },
  );
}

interface NetworkSentence {
  reason: FailureReason;
  retryable: boolean;
  sentence: (host: string) => string;
}

const untrusted: NetworkSentence = {
  reason: 'tls',
  retryable: false,
  sentence: (host) =>
    `cannot be trusted: the certificate of ${host} is not one that this machine accepts. Check the address; a server of your own needs a certificate that the system knows, or http://.`,
};
const lost: NetworkSentence = {
  reason: 'network',
  retryable: true,
  sentence: (host) => `lost the connection to ${host}. Check the network; it is worth another try.`,
};
const unreachable: NetworkSentence = {
  reason: 'network',
  retryable: true,
  sentence: (host) => `cannot be reached at ${host}. Check the network and the address.`,
};
const unresolved: NetworkSentence = {
  reason: 'host-not-found',
  retryable: true,
  sentence: (host) =>
    `cannot be found: the name ${host} has no address. Check the base URL for typing errors, and that this machine is online.`,
};
const outOfTime: NetworkSentence = {
  reason: 'certificate-time',
  retryable: false,
  sentence: (host) =>
    `cannot be trusted: the certificate of ${host} is not valid at this machine's time. Check the clock of this machine.`,
};

const networkSentences: Record<string, NetworkSentence> = {
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
  EAI_NODATA: unresolved,
  ENETUNREACH: unreachable,
  EHOSTUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: lost,
  ECONNABORTED: lost,
  EPIPE: lost,
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
    sentence: () =>
      'cannot be asked: the key holds characters that a key never has. Copy it again, without spaces or line breaks.',
  },
};

/** A failure below HTTP. */
export function networkFailure(context: FailureContext, url: URL, cause: unknown): OpenAiError {
  if (cause instanceof OpenAiError) return cause;
  const code = codeOf(cause);
  const host = url.host;
  let known = networkSentences[code];
  if (code === 'ECONNREFUSED') {
    const { startWith, name } = openAiPreset(context.options.preset);
    known = {
      reason: 'connection-refused',
      retryable: true,
      sentence: () =>
        startWith === undefined
          ? `is not there: nothing listens at ${host}. Check the base URL, and that the server runs.`
          : `is not there: nothing listens at ${host}. Is ${name} running? Start it with "${startWith}", or check the base URL.`,
    };
  } else if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    known = {
      reason: 'tls',
      retryable: false,
      sentence: () =>
        `does not speak TLS at ${host}. If the server speaks plain HTTP, its address begins with http://.`,
    };
  } else if (code.startsWith('HPE_')) {
    known = {
      reason: 'not-json',
      retryable: false,
      sentence: () =>
        `does not speak HTTP at ${host}. Check the port, and whether the address should begin with https://.`,
    };
  }
  const { reason, retryable, sentence } = known ?? lost;
  return failure(context, sentence(host), { reason, retryable, cause });
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
