/** What the registrar's answer means, RFC 3261 §10.2.4 to §10.2.8. */
import type { SipRequest, SipResponse } from '../message/message.ts';
import { sameUri, type SipUri } from '../message/uri.ts';
import { parseAddress, splitList, type NameAddress } from '../message/values.ts';
import type { RequestOutcome } from './requests.ts';
import { retryAfterMs } from './retry-after.ts';

/** A day. A registrar that grants more is asked daily all the same. */
const longestExpiresS = 86_400;

export interface Refusal {
  status: number | null;
  /** What happened and what to do. */
  message: string;
  /** Trying again by itself would do harm. */
  isFinal: boolean;
  retryAfterMs: number;
}

/** The contact as it went out, its address filled in by the transport. */
export function sentContact(request: SipRequest): SipUri | null {
  return addresses(request.headers.getAll('Contact'))[0]?.uri ?? null;
}

/** How long our contact is kept: its own parameter, else the header field, else what was asked for. At most a day. */
export function grantedSeconds(response: SipResponse, own: SipUri | null, askedS: number): number {
  const contacts = addresses(response.headers.getAll('Contact'));
  const ours = contacts.find(({ uri }) => own !== null && isSameContact(uri, own));
  // Where only one is listed it is ours, also when a proxy has rewritten its address.
  const listed = ours ?? (contacts.length === 1 ? contacts[0] : undefined);
  const granted =
    seconds(listed?.parameters.get('expires')) ?? seconds(response.headers.get('Expires')) ?? askedS;
  return Math.min(granted, longestExpiresS);
}

/** Min-Expires of a 423; null where it is missing or more than a day. */
export function minExpires(response: SipResponse): number | null {
  const value = seconds(response.headers.get('Min-Expires'));
  return value !== null && value <= longestExpiresS ? value : null;
}

export function refusalOf({ response, refusedDigest }: RequestOutcome): Refusal {
  const { status } = response;
  const said = `${status}${response.reason === '' ? '' : ` ${response.reason.slice(0, 80)}`}`;
  const refusal = (message: string, isFinal = false): Refusal => ({
    status,
    message,
    isFinal,
    retryAfterMs: retryAfterMs(response),
  });
  switch (refusedDigest) {
    case 'wrong-password':
      return refusal(
        `The server refused the user name or the password (${said}). Correct them: until then nothing is tried again, so that the account is not locked.`,
        true,
      );
    case 'no-credentials':
      return refusal(
        `The server asks for a password (${said}) and none is set. Enter user name and password.`,
        true,
      );
    case 'unsupported':
      return refusal(
        `The server asks for a way to log on that Parley does not know (${said}). It has to offer digest with MD5, SHA-256 or SHA-512-256.`,
        true,
      );
    // The registrar is the account's own server, whatever its realm.
    case 'foreign':
    case null:
  }
  if (status === 403) {
    return refusal(
      `The server does not let this account register (${said}). Check user name and domain, and with the provider whether the account is active and may log on from this network.`,
      true,
    );
  }
  if (status === 404) {
    return refusal(`The server does not know this user (${said}). Check user name and domain.`);
  }
  if (status < 400) {
    return refusal(`The server says that the account is to register elsewhere (${said}). Enter that server.`);
  }
  if (status === 408 || status === 480 || status >= 500) {
    return refusal(
      `The server cannot register the account at the moment (${said}). It is tried again by itself.`,
    );
  }
  return refusal(
    `The server refused the registration (${said}). Check server, transport and domain; it is tried again by itself.`,
  );
}

/** Registrars add and drop parameters: user, host and port say whether it is ours. */
function isSameContact(one: SipUri, other: SipUri): boolean {
  const bare = (uri: SipUri): SipUri => ({
    ...uri,
    scheme: 'sip',
    parameters: new Map(),
    headers: new Map(),
  });
  return sameUri(bare(one), bare(other));
}

function addresses(values: readonly string[]): NameAddress[] {
  return values.flatMap(splitList).flatMap((value) => {
    try {
      return [parseAddress(value)];
    } catch {
      return [];
    }
  });
}

/** Digits only; more than nine of them are for ever. */
function seconds(text: string | null | undefined): number | null {
  const digits = /^\s*(\d+)\s*$/.exec(text ?? '')?.[1];
  return digits === undefined ? null : Math.min(Number(digits), 2 ** 31);
}
