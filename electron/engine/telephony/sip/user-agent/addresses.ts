/** Addresses of a call: who we are in it, and whom we call. */
import { SipError } from '../../../base/errors.ts';
import { parseUri, type SipUri } from '../message/uri.ts';
import type { NameAddress } from '../message/values.ts';
import type { SipAccount } from './api.ts';
import { addressOfRecord } from './requests.ts';

/** Of the account, or another of its users: a number that is shown. */
export function accountAddress(
  account: SipAccount,
  over: { user?: string; displayName?: string } = {},
): NameAddress {
  const uri = addressOfRecord(account);
  return {
    displayName: over.displayName ?? account.displayName,
    uri: over.user === undefined ? uri : { ...uri, user: over.user },
    parameters: new Map(),
  };
}

/** @throws SipError `number-invalid` for what is no SIP address */
export function targetUri(text: string): SipUri {
  try {
    const uri = parseUri(text);
    if ((uri.scheme === 'sip' || uri.scheme === 'sips') && uri.host !== '') {
      // Header fields of an address would be put into our request by whoever wrote it (§19.1.5).
      uri.headers.clear();
      return uri;
    }
  } catch (error) {
    if (!(error instanceof SipError)) throw error;
  }
  throw new SipError('number-invalid', 'This is no SIP address: write sip:USER@HOST.', { status: 416 });
}
