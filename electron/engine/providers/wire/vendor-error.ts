/** What goes wrong between Parley and a vendor's server, in words, with a verdict on whether trying again can help. */
import type { ConnectionProblemCode } from '../spec/connection-test.ts';
import { ProviderError, type ErrorCode } from '../../base/errors.ts';

interface Verdict {
  code: ErrorCode;
  retryable: boolean;
  /** What a person can do. */
  fix: string;
}

const verdicts: Readonly<Record<ConnectionProblemCode, Verdict>> = {
  'wrong-key': {
    code: 'provider-refused',
    retryable: false,
    fix: 'Check the key of this connection in Settings → Providers.',
  },
  'no-quota': {
    code: 'provider-refused',
    retryable: false,
    fix: "Add credit to the account, or raise its limit on the vendor's page.",
  },
  'rate-limited': {
    code: 'provider-refused',
    retryable: true,
    fix: 'Wait a moment and try again; for more at the same time, ask the vendor for a higher limit.',
  },
  'unknown-model': {
    code: 'provider-refused',
    retryable: false,
    fix: 'Choose a model that this account may use.',
  },
  'unknown-voice': {
    code: 'provider-refused',
    retryable: false,
    fix: 'Choose a voice of this account that goes with the model.',
  },
  'wrong-setting': {
    code: 'provider-refused',
    retryable: false,
    fix: 'Check the address, the model and the language of this connection.',
  },
  network: {
    code: 'provider-failed',
    retryable: true,
    fix: 'Check the network and the address of this connection.',
  },
  clock: {
    code: 'provider-failed',
    retryable: false,
    fix: "Set this machine's date and time.",
  },
  timeout: {
    code: 'provider-timeout',
    retryable: true,
    fix: "Try again; if it goes on, check the network and the vendor's status page.",
  },
  'vendor-failed': {
    code: 'provider-failed',
    retryable: true,
    fix: "Try again; if it goes on, look at the vendor's status page.",
  },
};

/** A failure of a vendor's service. The message says what happened and what to do; it never holds a key. */
export class VendorError extends ProviderError {
  readonly problem: ConnectionProblemCode;
  /** What happened, without the way out. */
  readonly happened: string;
  readonly fix: string;

  /** @param happened a sentence that names the vendor and the thing */
  constructor(problem: ConnectionProblemCode, happened: string, cause?: unknown) {
    const { code, retryable, fix } = verdicts[problem];
    super(code, `${happened} ${fix}`, { retryable, cause });
    this.problem = problem;
    this.happened = happened;
    this.fix = fix;
  }
}

/** The vendor's own words, fit for a message: one line, short, the key blotted out. */
export function quotable(text: string, secret: string): string {
  const blotted = secret === '' ? text : text.replaceAll(secret, '•••');
  const line = blotted.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** The problem behind an HTTP status, where the vendor's text does not say it better. */
export function problemOfStatus(status: number): ConnectionProblemCode {
  if (status === 401 || status === 403) return 'wrong-key';
  if (status === 402) return 'no-quota';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 504) return 'timeout';
  return status >= 500 ? 'vendor-failed' : 'wrong-setting';
}

/** System error code of whatever a socket or fetch threw, e.g. `ECONNREFUSED`; empty when there is none. */
function systemCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown instanceof AggregateError) return systemCode(thrown.errors[0]);
  return systemCode(thrown.cause);
}

/**
 * A connection that could not be made, or broke without a word from the vendor.
 *
 * @param thrown what a socket or fetch threw, or a system error code where only that is known
 */
export function networkError(vendor: string, host: string, thrown: unknown): VendorError {
  const code = typeof thrown === 'string' ? thrown : systemCode(thrown);
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return new VendorError(
      'clock',
      `The certificate of ${host} (${vendor}) is not valid at the time that this machine shows.`,
      thrown,
    );
  }
  const what: Record<string, string> = {
    ENOTFOUND: `The name ${host} (${vendor}) cannot be found.`,
    EAI_AGAIN: `The name ${host} (${vendor}) cannot be looked up just now.`,
    ECONNREFUSED: `Nothing answers at ${host} (${vendor}): the connection was refused.`,
    ETIMEDOUT: `${host} (${vendor}) does not answer.`,
  };
  const broke = `The connection to ${host} (${vendor}) broke${code === '' ? '' : ` (${code})`}.`;
  return new VendorError('network', what[code] ?? broke, thrown);
}
