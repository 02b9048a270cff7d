/** What the addresses of a call that comes in say. Strangers write them: what cannot be read counts for nothing. */
import { parseAddress } from '../../telephony/sip/message/values.ts';
import { formatUri } from '../../telephony/sip/message/uri.ts';
import type { IncomingSipCall } from '../../telephony/sip/user-agent/api.ts';

/** The user part of the caller's address, which is a number on most trunks; the whole address where there is none. */
export function callerOf({ remote }: IncomingSipCall): string {
  return /^sips?:([^@;?]+)@/i.exec(remote.uri)?.[1] ?? remote.uri;
}

/** Where the caller is reached: at the trunk's server, or where it says itself. */
export function peerOf({ account, headers, remote }: IncomingSipCall): string {
  if (account) return account.domain;
  const contact = headers.get('Contact');
  try {
    return contact === null ? remote.uri : formatUri(parseAddress(contact).uri);
  } catch {
    return remote.uri;
  }
}
