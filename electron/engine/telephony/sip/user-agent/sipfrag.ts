/** `message/sipfrag` as far as REFER needs it: the status line of the call that was referred to (RFC 3420, RFC 3515 §2.4.5). */

export interface SipFragment {
  status: number;
  reason: string;
}

export const sipfragType = 'message/sipfrag;version=2.0';

export function formatSipfrag({ status, reason }: SipFragment): string {
  return `SIP/2.0 ${status} ${reason}\r\n`;
}

/** Null: there is no status line at its beginning. */
export function parseSipfrag(text: string): SipFragment | null {
  const match = /^\s*SIP\/2\.0[ \t]+([1-6]\d\d)(?:[ \t]+([^\r\n]*))?/i.exec(text);
  return match ? { status: Number(match[1]), reason: (match[2] ?? '').trim().slice(0, 200) } : null;
}
