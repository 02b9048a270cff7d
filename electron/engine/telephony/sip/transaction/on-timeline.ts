/**
 * Brings the outcome of asynchronous work back into an event of the timeline. A value that is there at once is used at
 * once: what a person does (hang up) then leaves within the same event. Time is not held meanwhile: what is waited for is
 * most often the network, which on virtual time takes virtual time to connect or to give up.
 */
import { toStudioError, SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';

export function onTimeline<T>(
  timeline: Timeline,
  work: () => T | Promise<T>,
  done: (value: T) => void,
  failed: (error: SipError) => void,
): void {
  let outcome: T | Promise<T>;
  try {
    outcome = work();
  } catch (error) {
    failed(toSipError(error));
    return;
  }
  if (!(outcome instanceof Promise)) {
    done(outcome);
    return;
  }
  outcome.then(
    (value) => {
      timeline.post(() => {
        done(value);
      });
    },
    (error: unknown) => {
      timeline.post(() => {
        failed(toSipError(error));
      });
    },
  );
}

export function toSipError(thrown: unknown): SipError {
  if (thrown instanceof SipError) return thrown;
  const error = toStudioError(thrown);
  return new SipError(error.code, error.message, { retryable: error.retryable, cause: thrown });
}
