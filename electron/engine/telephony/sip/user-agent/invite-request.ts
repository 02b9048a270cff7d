/** An INVITE as it goes out, RFC 3261 §13.2.1, but for what only the transport knows (Via, Contact). */
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import { formatUri, type SipUri } from '../message/uri.ts';
import { formatAddress, type NameAddress } from '../message/values.ts';
import { accountAddress } from './addresses.ts';
import type { OutgoingInvite, SipAccount } from './api.ts';
import type { CallGround } from './call-ground.ts';
import { acceptSdp, allow, sdpType, supported, type HeaderEntry } from './capabilities.ts';
import { routesOf } from './requests.ts';

export interface InviteContent {
  invite: OutgoingInvite;
  /** Request-URI. */
  target: SipUri;
  to: SipUri;
  /** With its tag. */
  from: NameAddress;
  callId: string;
  /** CSeq. */
  number: number;
  /** Value of Contact. */
  contact: string;
  /** RFC 4028, seconds; 0: no session timer. */
  sessionExpiresS: number;
  minSeS: number;
  extraHeaders: readonly HeaderEntry[];
  /** SDP. */
  offer: string;
}

export function inviteRequest(
  { tokens, userAgent }: Pick<CallGround, 'tokens' | 'userAgent'>,
  account: SipAccount,
  content: InviteContent,
): SipRequest {
  const { target, to, from, sessionExpiresS, minSeS, offer } = content;
  const headers = new SipHeaders([
    ['Via', `SIP/2.0/UDP via.invalid;rport;branch=${tokens.branch()}`],
    ['Max-Forwards', '70'],
    ...routesOf(account).map((route): HeaderEntry => ['Route', route]),
    ['From', formatAddress(from)],
    ['To', `<${formatUri(to)}>`],
    ['Call-ID', content.callId],
    ['CSeq', `${content.number} INVITE`],
    ['Contact', content.contact],
  ]);
  if (sessionExpiresS > 0) {
    headers.append('Session-Expires', String(Math.max(sessionExpiresS, minSeS)));
    headers.append('Min-SE', String(minSeS));
  }
  const asserted = content.invite.assertedIdentity;
  if (asserted != null && asserted !== '') {
    const { uri } = accountAddress(account, { user: asserted });
    headers.append('P-Asserted-Identity', `<${formatUri(uri)}>`);
  }
  const ours: HeaderEntry[] = [allow, supported, acceptSdp, ['User-Agent', userAgent]];
  for (const [name, value] of [...ours, ...content.extraHeaders, sdpType]) headers.append(name, value);
  const body = new TextEncoder().encode(offer);
  return { kind: 'request', method: 'INVITE', uri: formatUri(target), headers, body };
}
