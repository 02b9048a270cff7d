/**
 * What the ladder writes on an arrow, read from the text of a SIP message. It only reads what the studio has logged: a
 * text that is no SIP message shows as its first line.
 */

export interface SipHead {
  kind: 'request' | 'response';
  /** Of the request, or of the request that a response answers. */
  method: string;
  /** Null for requests. */
  status: number | null;
  reason: string;
  /** Sequence number, RFC 3261 §8.1.1.5; null where there is none. */
  sequence: number | null;
  callId: string;
  /** Inside a dialog: the To header bears a tag. */
  isInDialog: boolean;
  /** `application/sdp`; empty without a body. */
  contentType: string;
  /** First direction attribute of an SDP body that is not `sendrecv`, RFC 3264 §8.4. */
  direction: 'sendonly' | 'recvonly' | 'inactive' | null;
}

/** RFC 3261 §7.3.3: the short names of those that are looked for. */
const shortNames: Readonly<Record<string, string>> = { i: 'call-id', t: 'to', c: 'content-type' };
const wanted = new Set(['call-id', 'to', 'cseq', 'content-type']);

export function headOf(text: string): SipHead {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const body = end === null ? '' : text.slice(end.index + end[0].length);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const written = line.slice(0, colon).trim().toLowerCase();
    const name = shortNames[written] ?? written;
    if (wanted.has(name) && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  const [sequence = '', method = ''] = (headers.get('cseq') ?? '').split(/\s+/);
  const response = /^SIP\/2\.0 (\d{3})(?: (.*))?$/i.exec(first);
  const isSdp = body !== '' && (headers.get('content-type') ?? '').startsWith('application/sdp');
  return {
    kind: response === null ? 'request' : 'response',
    method: response === null ? (first.split(' ', 1)[0] ?? '') : method,
    status: response === null ? null : Number(response[1]),
    reason: response?.[2] ?? '',
    sequence: /^\d{1,10}$/.test(sequence) ? Number(sequence) : null,
    callId: headers.get('call-id') ?? '',
    isInDialog: /;\s*tag=/i.test(headers.get('to') ?? ''),
    contentType: body === '' ? '' : (headers.get('content-type') ?? ''),
    direction: isSdp ? directionOf(body) : null,
  };
}

function directionOf(sdp: string): SipHead['direction'] {
  const found = /^a=(sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1];
  return found === 'sendonly' || found === 'recvonly' || found === 'inactive' ? found : null;
}
