/** Thrown values as what a person may read. */
import { inspect } from 'node:util';
import { StudioError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { WireError } from '#shared/bridge/wire.ts';

/**
 * A StudioError crosses as it is: its message was written for a person. Anything else is a defect of ours: it is
 * logged with its stack, and the person is told which action failed, without the inside of the program.
 */
export function toWireError(thrown: unknown, action: string, logger: Logger): WireError {
  if (thrown instanceof StudioError) {
    if (thrown.code === 'internal') logFailure(thrown, action, logger);
    return { code: thrown.code, message: thrown.message, retryable: thrown.retryable };
  }
  logFailure(thrown, action, logger);
  return {
    code: 'internal',
    message: `“${action}” failed inside Parley. Try again; if it stays, the log has the details.`,
    retryable: false,
  };
}

function logFailure(thrown: unknown, action: string, logger: Logger): void {
  logger.log('error', 'bridge call failed', { method: action, error: stackOf(thrown) });
}

/** The stack with its causes. Fields attached to the error are left out: they may hold what a person said. */
function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return inspect(thrown, { depth: 0 });
  const own = thrown.stack ?? `${thrown.name}: ${thrown.message}`;
  return thrown.cause === undefined ? own : `${own}\ncaused by ${stackOf(thrown.cause)}`;
}
