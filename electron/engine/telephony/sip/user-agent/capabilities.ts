/** What our user agent says of itself: Allow, Supported, Accept (RFC 3261 §11, §20). */
import { SipError } from '../../../base/errors.ts';
import type { SipMessage } from '../message/message.ts';
import { userAgentAbilities } from '../message/validate.ts';
import { splitList } from '../message/values.ts';

export type HeaderEntry = readonly [name: string, value: string];

export const allow: HeaderEntry = ['Allow', userAgentAbilities.methods.join(', ')];
export const supported: HeaderEntry = ['Supported', userAgentAbilities.extensions.join(', ')];
export const acceptSdp: HeaderEntry = ['Accept', 'application/sdp'];
export const sdpType: HeaderEntry = ['Content-Type', 'application/sdp'];

/** Is the option tag or method named in that list header, whatever its case? */
export function lists(message: SipMessage, header: string, wanted: string): boolean {
  return message.headers
    .getAll(header)
    .flatMap(splitList)
    .some((value) => value.toLowerCase() === wanted.toLowerCase());
}

/** Of a message whose sender is the peer: null where it said nothing. */
export function allows(message: SipMessage, method: string): boolean | null {
  return message.headers.has('Allow') ? lists(message, 'Allow', method) : null;
}

/** Header fields that belong to the protocol: nobody else may set them. */
const reserved = new Set(
  [
    'Via Max-Forwards Route Record-Route From To Call-ID CSeq Contact Content-Length Content-Type',
    'Content-Encoding Authorization Proxy-Authorization Require Proxy-Require Supported Allow Accept',
    'Session-Expires Min-SE Expires RSeq RAck Replaces Refer-To Referred-By Event Subscription-State',
  ]
    .join(' ')
    .toLowerCase()
    .split(' '),
);

/** @throws SipError `input-invalid` for a header that would change what the message means */
export function checkedExtraHeaders(extra: readonly { name: string; value: string }[]): HeaderEntry[] {
  return extra.map(({ name, value }) => {
    if (!/^[A-Za-z0-9\-.!%*_+`'~]{1,100}$/.test(name) || reserved.has(name.toLowerCase()))
      throw new SipError(
        'input-invalid',
        `"${name.slice(0, 40)}" cannot be added as a header: choose an X- name.`,
      );

    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value) || value.length > 2000)
      throw new SipError(
        'input-invalid',
        `The value of the header ${name} has to be one line of at most 2000 characters.`,
      );
    return [name, value];
  });
}
