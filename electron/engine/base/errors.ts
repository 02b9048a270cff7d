/** Errors that a person may read: what happened, which thing, what to do. */

export type ErrorCode =
  | 'provider-failed'
  | 'provider-refused'
  /** No answer within its deadline: connecting, the first result, or the next one. */
  | 'provider-timeout'
  /** Sound that is not what it should be: a file's content, a rate, a shape. */
  | 'audio-invalid'
  /** A sound file that cannot be opened, read or written. */
  | 'audio-file'
  | 'workflow-invalid'
  | 'workflow-not-found'
  /** Somebody else changed it meanwhile; nothing was written. */
  | 'workflow-conflict'
  | 'run-not-found'
  | 'run-active'
  | 'call-not-found'
  | 'library-locked'
  | 'library-failed'
  /** A peer could not be reached, or did not answer in time. */
  | 'sip-unreachable'
  /** A peer refused: see `SipError.status`. */
  | 'sip-refused'
  /** What a peer sent is not SIP, SDP or RTP as the standards have it. */
  | 'sip-malformed'
  | 'trunk-not-found'
  /** Text that is no telephone number or SIP address. */
  | 'number-invalid'
  /** Emergency, premium, do-not-call: never dialled. */
  | 'number-refused'
  /** A trunk's cap on calls, rate, minutes or money is reached. */
  | 'cap-reached'
  | 'config-invalid'
  | 'input-invalid'
  | 'unsupported'
  | 'internal';

export interface StudioErrorOptions {
  /** May the same call succeed when tried again? Default false. */
  retryable?: boolean;
  cause?: unknown;
}

export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: StudioErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

export interface ProviderErrorOptions extends StudioErrorOptions {
  /** After how long the vendor wishes to be asked again (`Retry-After`). */
  retryAfterMs?: number;
}

export class ProviderError extends StudioError {
  /** Null where the vendor said nothing of it. */
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, options: ProviderErrorOptions = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

export interface SipErrorOptions extends StudioErrorOptions {
  /** The SIP status of the peer, or the one that a request is to be refused with. */
  status?: number;
}

export class SipError extends StudioError {
  /** RFC 3261 §21; null where no response was had. */
  readonly status: number | null;

  constructor(code: ErrorCode, message: string, options: SipErrorOptions = {}) {
    super(code, message, options);
    this.status = options.status ?? null;
  }
}
export class AudioError extends StudioError {}
export class WorkflowError extends StudioError {}
export class LibraryError extends StudioError {}
export class ConfigError extends StudioError {}

/** Any thrown value as a StudioError; an unknown one becomes `internal` with its message kept. */
export function toStudioError(thrown: unknown): StudioError {
  if (thrown instanceof StudioError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new StudioError('internal', message, { cause: thrown });
}
