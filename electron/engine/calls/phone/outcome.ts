/** What the end of a SIP call means: the reference's telephony state, the run's disposition, and a word for a person. */
import type { CallProgress } from '#shared/domain/phone-call.ts';
import type { SipCallEnd } from '../../telephony/sip/user-agent/api.ts';

export interface CallOutcome {
  progress: Extract<CallProgress, 'completed' | 'failed' | 'busy' | 'no-answer' | 'canceled'>;
  disposition: string;
  sipStatus: number | null;
  /** Empty when the state says it all. */
  reason: string;
}

/** RFC 3261 §21.4–21.6: what a status means to whoever dialled. */
const statusWords: Readonly<Record<number, string>> = {
  401: 'The trunk did not accept the password. Check user name and password of the trunk.',
  402: 'The trunk wants to be paid first. Check the account’s credit.',
  403: 'The call was rejected as forbidden. Trunks do so for caller ids that are not the account’s, and for countries that are not opened.',
  404: 'Nobody is known under this number or address.',
  407: 'The trunk did not accept the password. Check user name and password of the trunk.',
  410: 'This number or address is not in use any more.',
  415: 'The other end does not take calls of this kind.',
  416: 'The trunk does not take addresses of this kind.',
  420: 'The other end wants an extension of SIP that Parley does not have.',
  482: 'The call went round in a loop between servers.',
  483: 'The call went through too many servers.',
  484: 'The number is not complete, or not in the form that the trunk wants. See the number format of the trunk.',
  485: 'The address is ambiguous.',
  488: 'The other end takes none of the codecs or the encryption that the trunk’s settings offer.',
  500: 'The server of the other side failed.',
  501: 'The server of the other side cannot make calls.',
  502: 'A gateway on the way failed.',
  503: 'The trunk or a gateway is overloaded or out of service.',
  504: 'A server on the way did not answer in time.',
  505: 'The other side speaks another version of SIP.',
  513: 'The message was too large for a server on the way.',
  603: 'The call was declined.',
  604: 'This number or address does not exist anywhere.',
  606: 'The other end takes none of the codecs or the encryption that the trunk’s settings offer.',
  607: 'The other party does not want to be called by this number.',
  608: 'An analysis of calls has rejected this one on the other party’s behalf.',
};

const busyStatuses: ReadonlySet<number> = new Set([486, 600]);
/** 487 without our doing: the trunk gave up waiting. */
const noAnswerStatuses: ReadonlySet<number> = new Set([408, 480, 487]);

/**
 * Of a call that was never answered.
 *
 * @param weGaveUp a person cancelled it, or the studio is closing
 */
export function unansweredOutcome(end: SipCallEnd, weGaveUp: boolean): CallOutcome {
  const { status } = end;
  const outcome = (progress: Exclude<CallOutcome['progress'], 'completed'>, reason: string): CallOutcome => ({
    progress,
    disposition: progress,
    sipStatus: status,
    reason,
  });
  if (weGaveUp) return outcome('canceled', '');
  if (status !== null && busyStatuses.has(status)) return outcome('busy', 'The other end is busy.');
  if (status !== null && noAnswerStatuses.has(status)) return outcome('no-answer', 'Nobody answered.');
  const known = status === null ? undefined : statusWords[status];
  const told = end.reason.trim();
  // What the stack says of its own is a sentence already, with nothing in it that the status does not tell.
  const isOurs = told.endsWith('.');
  const code = status === null ? '' : ` (${told === '' || isOurs ? status : `${status} ${told}`})`;
  if (known !== undefined) return outcome('failed', `${known}${code}`);
  if (isOurs) return outcome('failed', told);
  return outcome('failed', told === '' ? `The call failed${code}.` : `The call failed: ${told}.`);
}

/** Of a caller who gave up before we had answered, or whom we refused. */
export function unansweredInboundOutcome(end: SipCallEnd): CallOutcome {
  if (end.by === 'remote')
    return {
      progress: 'canceled',
      disposition: 'canceled',
      sipStatus: end.status,
      reason: 'The caller gave up.',
    };
  return { ...unansweredOutcome(end, false), progress: 'failed', disposition: 'failed' };
}

/** Of a call that was up, and was ended by the other party or by what lies between. */
export function answeredOutcome(end: SipCallEnd): CallOutcome {
  if (end.by === 'failed') {
    const reason = end.reason === '' ? 'The connection was lost.' : end.reason;
    return { progress: 'failed', disposition: 'system_connect_error', sipStatus: end.status, reason };
  }
  return { progress: 'completed', disposition: 'user_hangup', sipStatus: end.status, reason: '' };
}
