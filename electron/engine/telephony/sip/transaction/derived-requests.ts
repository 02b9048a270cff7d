/** Requests that a transaction makes of its INVITE: the ACK of a refusal and CANCEL. */
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { parseCSeq, splitList } from '../message/values.ts';

const empty = new Uint8Array(0);

/** RFC 3261 §17.1.1.3: the INVITE's own top Via, so that it matches the same transaction, and the To of the response. */
export function ackForRefusal(invite: SipRequest, response: SipResponse): SipRequest {
  const headers = likeInvite(invite, 'ACK', response.headers.get('To') ?? invite.headers.get('To') ?? '');
  return { kind: 'request', method: 'ACK', uri: invite.uri, headers, body: empty };
}

/** RFC 3261 §9.1. */
export function cancelOf(invite: SipRequest, reason: string | null): SipRequest {
  const headers = likeInvite(invite, 'CANCEL', invite.headers.get('To') ?? '');
  if (reason !== null) headers.append('Reason', reason);
  return { kind: 'request', method: 'CANCEL', uri: invite.uri, headers, body: empty };
}

function likeInvite(invite: SipRequest, method: string, to: string): SipHeaders {
  const headers = new SipHeaders();
  headers.append('Via', splitList(invite.headers.get('Via') ?? '')[0] ?? '');
  headers.append('Max-Forwards', '70');
  for (const route of invite.headers.getAll('Route')) headers.append('Route', route);
  headers.append('From', invite.headers.get('From') ?? '');
  headers.append('To', to);
  headers.append('Call-ID', invite.headers.get('Call-ID') ?? '');
  headers.append('CSeq', `${parseCSeq(invite.headers.get('CSeq') ?? '').number} ${method}`);
  return headers;
}
