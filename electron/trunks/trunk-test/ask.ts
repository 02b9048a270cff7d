/** Does the server know us, and does it answer? REGISTER and OPTIONS. */
import type { Registration, RegistrationState } from '#engine/telephony/sip/user-agent/api.ts';
import { adviceFor } from '../registration-words.ts';
import { within } from '../within.ts';
import { failed, failedWith, passed, skipped, withDeadline, type Step, type Walk } from './step.ts';

export const register: Step = async (walk) => {
  const { trunk, account, stack } = walk;
  if (trunk.kind === 'ip') return skipped('This trunk logs on nowhere: it calls without.');
  if (account.user === '') return failed('The trunk has no user name.', 'Enter it in the trunk.');
  const line = stack.lineOf(trunk.id);
  const own = line?.registration ?? null;
  const registration = own ?? (await within(stack.timeline, () => stack.userAgent.register(account)));
  try {
    const state = await outcomeOf(walk, registration, own !== null);
    if (state === null) return failed(`${trunk.server} does not answer the log-on.`, adviceFor(408));
    if (state.state === 'failed') {
      const advice = state.status === null ? null : adviceFor(state.status);
      return failedWith(
        new Error(state.message),
        account.credentials === null ? 'Enter the password in the trunk.' : advice,
      );
    }
    if (state.state !== 'registered') return failed('The log-on was given up.', 'Run the test again.');
    const seconds = Math.round((state.expiresAtMs - stack.timeline.now()) / 1000);
    return passed(`Logged on at ${trunk.server} for ${String(seconds)} s, then again by itself.`);
  } finally {
    // A trunk that is switched off stays logged off.
    if (own === null) await within(stack.timeline, () => registration.close());
  }
};

/** Its next outcome; null: none within the time. */
function outcomeOf(
  { stack: { timeline }, signal, patience }: Walk,
  registration: Registration,
  isOld: boolean,
): Promise<RegistrationState | null> {
  return within(
    timeline,
    () =>
      new Promise((resolve, reject) => {
        const limit = withDeadline(signal, timeline, patience.registerMs);
        const done = () => {
          subscription.dispose();
          limit.dispose();
        };
        limit.signal.addEventListener('abort', () => {
          done();
          if (signal.aborted) reject(stopped());
          else resolve(null);
        });
        const look = (state: RegistrationState) => {
          if (state.state !== 'registered' && state.state !== 'failed') return;
          done();
          resolve(state);
        };
        const subscription = registration.onState(look);
        if (signal.aborted) {
          done();
          reject(stopped());
        } else if (isOld) registration.refresh();
        else look(registration.state);
      }),
  );
}

export const options: Step = async ({ stack, account, trunk, signal, patience }) => {
  const { timeline, userAgent } = stack;
  const limit = await within(timeline, () => withDeadline(signal, timeline, patience.optionsMs));
  try {
    const answer = await within(timeline, () => userAgent.options(account, null, limit.signal));
    const { status, reason, roundTripMs } = answer;
    const who =
      answer.userAgent === null ? trunk.server : `${trunk.server} (${answer.userAgent.slice(0, 80)})`;
    const after = `after ${String(Math.round(roundTripMs))} ms`;
    if (status < 300) return passed(`${who} answers ${after}.`);
    // Whoever refuses is there: many servers take OPTIONS of nobody, or of nobody but their own.
    if (status < 500 || status === 501)
      return passed(
        `${who} answers ${after} with ${String(status)} ${reason}: it is there, and does not take this question.`,
      );
    return failed(`${who} answers ${after} with ${String(status)} ${reason}.`, adviceFor(status));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return failed(`${trunk.server} does not answer.`, adviceFor(408));
    return failedWith(error, adviceFor(408));
  } finally {
    limit.dispose();
  }
};

function stopped(): Error {
  return new DOMException('The test was stopped.', 'AbortError');
}
