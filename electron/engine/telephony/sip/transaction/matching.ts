/** Which transaction a message belongs to, RFC 3261 §17.1.3 and §17.2.3. */
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { parseCSeq, parseVia, splitList, type Via } from '../message/values.ts';

/** A branch that begins so is unique by itself (§8.1.1.7). */
export const magicCookie = 'z9hG4bK';

/** @throws SipError `sip-malformed` */
export function topVia(message: SipMessage): Via {
  return parseVia(splitList(message.headers.get('Via') ?? '')[0] ?? '');
}

/** @throws SipError `sip-malformed` */
export function clientKey(message: SipRequest | SipResponse): string {
  const branch = topVia(message).parameters.get('branch') ?? '';
  return `${branch.toLowerCase()} ${parseCSeq(message.headers.get('CSeq') ?? '').method}`;
}

/**
 * @param method ACK and CANCEL look for the transaction of another method
 * @throws SipError `sip-malformed`
 */
export function serverKey(request: SipRequest, method = request.method): string {
  const via = topVia(request);
  const branch = via.parameters.get('branch') ?? '';
  const { headers } = request;
  // Without the cookie the peer speaks RFC 2543: its branch says nothing, so all else has to agree (§17.2.3).
  const parts = branch.startsWith(magicCookie)
    ? [branch.toLowerCase(), via.host.toLowerCase(), String(via.port ?? ''), method]
    : [
        request.uri,
        headers.get('From') ?? '',
        headers.get('Call-ID') ?? '',
        String(parseCSeq(headers.get('CSeq') ?? '').number),
        headers.get('Via') ?? '',
        method,
      ];
  return parts.join('\n');
}

/**
 * The same for all branches into which a request was forked on its way to us: two of one key under different transactions
 * are one request that came twice (§8.2.2.2). Null inside a dialog.
 */
export function mergeKey(request: SipRequest, fromTag: string | null, toTag: string | null): string | null {
  if (toTag !== null || fromTag === null) return null;
  const { headers } = request;
  return [headers.get('Call-ID') ?? '', fromTag, headers.get('CSeq') ?? ''].join('\n');
}
