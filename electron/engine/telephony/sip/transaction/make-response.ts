/** Responses to a request, RFC 3261 §8.2.6. */
import { createHash } from 'node:crypto';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { SipHeaders } from '../message/headers.ts';

/** RFC 3261 §21 and the later ones that we send. */
const reasons: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  421: 'Extension Required',
  422: 'Session Interval Too Small',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  489: 'Bad Event',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'Version Not Supported',
  600: 'Busy Everywhere',
  603: 'Decline',
  606: 'Not Acceptable',
};

/** The usual words of a status, or those of its class. */
export function reasonOf(status: number): string {
  return reasons[status] ?? reasons[Math.floor(status / 100) * 100] ?? 'Unknown';
}

export interface ResponseContent {
  reason?: string;
  /** Put into To where the request had no tag there; without one it is worked out of the request. */
  toTag?: string | null;
  headers?: Iterable<readonly [name: string, value: string]>;
  body?: Uint8Array;
}

export function makeResponse(
  request: SipRequest,
  status: number,
  { reason = reasonOf(status), toTag = null, headers = [], body = new Uint8Array(0) }: ResponseContent = {},
): SipResponse {
  const copied = new SipHeaders();
  for (const via of request.headers.getAll('Via')) copied.append('Via', via);
  // Where a dialog may come of it, the way back is told (§12.1.1).
  if (status > 100 && status < 300)
    for (const route of request.headers.getAll('Record-Route')) copied.append('Record-Route', route);
  const to = request.headers.get('To') ?? '';
  copied.append('From', request.headers.get('From') ?? '');
  const tag = status === 100 ? toTag : (toTag ?? statelessTag(request));
  copied.append('To', tag === null || hasTag(to) ? to : `${to};tag=${tag}`);
  copied.append('Call-ID', request.headers.get('Call-ID') ?? '');
  copied.append('CSeq', request.headers.get('CSeq') ?? '');
  // The caller's clock for its round trip (§8.2.6.1).
  const timestamp = status === 100 ? request.headers.get('Timestamp') : null;
  if (timestamp !== null) copied.append('Timestamp', timestamp);
  for (const [name, value] of headers) copied.append(name, value);
  return { kind: 'response', status, reason, headers: copied, body };
}

/** A `tag` parameter after the address: those inside <> belong to the URI. */
function hasTag(address: string): boolean {
  const parameters = address.slice(address.lastIndexOf('>') + 1);
  return /;\s*tag\s*=/i.test(parameters);
}

/** The same for each copy of a request, without remembering it (§8.2.7). */
function statelessTag({ headers }: SipRequest): string {
  const hash = createHash('sha256');
  for (const name of ['Via', 'From', 'Call-ID', 'CSeq']) hash.update(headers.get(name) ?? '').update('\n');
  return hash.digest('hex').slice(0, 16);
}
