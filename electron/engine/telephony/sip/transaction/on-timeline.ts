/**
 * Brings the outcome of asynchronous work back into an event of the timeline. A value that is there at once is used at
 * once: what a person does (hang up) then leaves within the same event.
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
  const held = timeline.hold();
  const bring = (task: () => void) => {
    timeline.post(task);
    held.dispose();
  };
  outcome.then(
    (value) => {
      bring(() => {
        done(value);
      });
    },
    (error: unknown) => {
      bring(() => {
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
