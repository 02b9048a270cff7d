import type { WireError } from '#shared/bridge/wire.ts';

/** A refused or failed call. `message` is for a person; `retryable` says that the same call may succeed later. */
export class BridgeError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(error: WireError) {
    super(error.message);
    this.name = 'BridgeError';
    this.code = error.code;
    this.retryable = error.retryable;
  }
}

/** The studio went away, or never answered. */
export function connectionLost(): BridgeError {
  return new BridgeError({
    code: 'connection-lost',
    message: 'Parley cannot be reached at the moment. It reconnects by itself; then try again.',
    retryable: true,
  });
}
