/** Why a call ended, in words that help (RFC 3261 §21). */
import { reasonOf } from '../transaction/make-response.ts';
import type { SipCallEnd } from './api.ts';

const explanations: Readonly<Record<number, string>> = {
  400: 'The other side could not read our call',
  401: 'The other side refused the user name or the password. Check both in the trunk',
  402: 'The other side asks for payment: look at the balance of the account',
  403: 'The other side does not allow this call. Check number, caller id and what the account may do',
  404: 'The number or user is not known there',
  407: 'The other side refused the user name or the password. Check both in the trunk',
  408: 'Nobody answered in time',
  410: 'The number or user is no longer in use',
  415: 'The other side cannot read our description of the sound',
  416: 'The other side does not know this kind of address',
  420: 'The other side lacks an extension that is needed',
  480: 'The called party cannot be reached at the moment',
  481: 'The other side no longer knows the call',
  482: 'The call ran in a circle',
  483: 'The call ran over too many hops',
  484: 'The number is not complete',
  485: 'The address fits several parties',
  486: 'The called party is busy',
  487: 'The call was given up before it was answered',
  488: 'No common codec or encryption was found. Compare the codecs and SRTP of the trunk with those of the other side',
  491: 'The other side was at another change of the call',
  500: 'The other side had an error of its own',
  501: 'The other side cannot do that',
  502: 'A gateway on the way failed',
  503: 'The other side is overloaded or out of service',
  504: 'A server on the way did not answer in time',
  513: 'Our call is too long for the other side',
  600: 'The called party is busy everywhere',
  603: 'The called party declined',
  604: 'The called party does not exist anywhere',
  606: 'No common codec or encryption was found. Compare the codecs and SRTP of the trunk with those of the other side',
  607: 'The called party does not want this call',
  608: 'The call was refused by an analysis on the way',
};

/** By a final response to our INVITE. The peer's own words stand where they say more than the usual ones. */
export function endOfResponse(status: number, reason: string): SipCallEnd {
  const explained = explanations[status] ?? explanationOfClass(status);
  const hasOwnWords = reason.trim() !== '' && reason.toLowerCase() !== reasonOf(status).toLowerCase();
  const own = hasOwnWords ? `, “${reason.trim().slice(0, 200)}”` : '';
  return { by: 'remote', status, reason: `${explained} (${status}${own}).` };
}

function explanationOfClass(status: number): string {
  if (status < 400) return 'The call was sent on to somewhere that cannot be followed';
  if (status < 500) return 'The other side refused the call';
  if (status < 600) return 'The other side failed';
  return 'The called party refused the call';
}
