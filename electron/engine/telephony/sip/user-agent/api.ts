/**
 * The SIP user agent as the rest of Parley sees it: accounts that register, calls that go out and come in. What is said in the
 * media is the business of `SessionMedia`, which the caller of this room brings.
 */
import type { Disposable } from '../../../base/disposable.ts';
import type { Subscribe } from '../../../base/event.ts';
import type { SipHeaders } from '../message/headers.ts';
import type { Endpoint, TlsSettings } from '../transport/network.ts';

export type SipTransportName = 'udp' | 'tcp' | 'tls';

export interface SipCredentials {
  username: string;
  password: string;
}

/** A way to the outside: the account or route of a trunk. */
export interface SipAccount {
  /** Of the trunk; names it in events. */
  id: string;
  /** User part of our address; may be empty. */
  user: string;
  displayName: string;
  /** Domain of the account, with port where it is not the usual one: `sip.example.com`, `10.0.0.5:5080`, `[::1]`. */
  domain: string;
  transport: SipTransportName | 'auto';
  /** `HOST[:PORT]`: everything goes there first (a loose route, RFC 3261 §8.1.2). */
  outboundProxy: string | null;
  credentials: SipCredentials | null;
  tls: Pick<TlsSettings, 'verify' | 'caPem'>;
  /** Seconds; null: does not register. */
  registerExpiresS: number | null;
  /** Seconds between keep-alives (RFC 5626 §3.5); 0 for none. */
  keepAliveS: number;
  /** Seconds, RFC 4028; 0: no session timer is asked for. */
  sessionExpiresS: number;
  /** Public address found by STUN, for Contact and SDP; null where none is known. */
  publicAddress: string | null;
  /** Addresses and CIDR ranges it may call from besides those of its servers; absent: none. */
  allowedSources?: readonly string[];
  /** Whoever calls by it has to know the credentials (401); without any nobody may. Default false. */
  challengesCallers?: boolean;
}

export type RegistrationState =
  | { state: 'registering' }
  | { state: 'registered'; expiresAtMs: number; contact: string }
  /** Tried again at `retryAtMs` (timeline), null: not until something is changed (a wrong password). */
  | { state: 'failed'; status: number | null; message: string; retryAtMs: number | null }
  | { state: 'unregistered' };

export interface Registration {
  readonly state: RegistrationState;
  readonly onState: Subscribe<RegistrationState>;
  /** Asks anew now: the network has changed. */
  refresh(): void;
  /** Takes our contact away (Expires: 0) as far as the registrar answers within a second. */
  close(): Promise<void>;
}

/**
 * The media of one dialog, as SDP texts (RFC 3264). A call that forks gets one of these an early dialog, by `fork()`.
 * Methods that refuse throw SipError with the status to answer (488).
 */
export interface SessionMedia {
  /** Our offer; `held` sends only or nothing (§8.4). Each offer raises the version where anything changed. */
  createOffer(options?: { held?: boolean }): string | Promise<string>;
  /** The peer's offer is taken and answered. */
  createAnswer(offer: string): string | Promise<string>;
  /** The peer's answer to our last offer. `early`: from a provisional response. */
  applyAnswer(answer: string, early: boolean): void | Promise<void>;
  /** Our offer was refused: as it was before. */
  rollBack(): void;
  /** Another early dialog of the same INVITE: the same offer and ports, other answers. */
  fork(): SessionMedia;
  /** The dialog is over; its ports are free. */
  close(): void;
}

export type SipCallState =
  | 'initiated'
  | 'ringing'
  | 'early-media'
  /** 2xx sent or received, ACK (inbound) still awaited. */
  | 'answered'
  | 'confirmed'
  | 'ended';

export interface SipCallEnd {
  /** `local`: we hung up, cancelled or refused; `remote`: the peer did; `failed`: no answer, timer, connection. */
  by: 'local' | 'remote' | 'failed';
  /** Status that ended it; null for BYE. */
  status: number | null;
  /** Reason phrase, Reason header (RFC 3326) or what went wrong, in words. */
  reason: string;
}

export type SipCallEvent =
  | { type: 'state'; state: SipCallState; status: number | null }
  /** The peer holds us, or takes us back. */
  | { type: 'remote-hold'; held: boolean }
  /** DTMF by SIP INFO (application/dtmf-relay, application/dtmf). */
  | { type: 'info-key'; key: string; durationMs: number | null }
  /** The peer wants us to call somebody else (REFER): answer with `acceptRefer` or `refuseRefer`. */
  | { type: 'refer'; target: string; replaces: string | null; refer: IncomingRefer }
  /** NOTIFY of our own REFER: the sipfrag's status (RFC 3515 §2.4.5). */
  | { type: 'refer-progress'; status: number; reason: string; final: boolean }
  | { type: 'end'; end: SipCallEnd };

export interface IncomingRefer {
  accept(): void;
  refuse(status: number): void;
  /** Tells the referrer how the new call fares. */
  notify(status: number, reason: string): void;
}

/** One call: a dialog, or the INVITE on its way to one. Methods settle when the peer has answered; none throws after the end. */
export interface SipCall {
  readonly callId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly account: SipAccount | null;
  /** SIP address and display name of the other party, and ours. */
  readonly remote: { uri: string; displayName: string };
  readonly local: { uri: string; displayName: string };
  /** Headers of the INVITE that came in, or of the response that answered ours. */
  readonly headers: SipHeaders;
  readonly state: SipCallState;
  readonly onEvent: Subscribe<SipCallEvent>;
  /**
   * BYE, CANCEL or a refusal, whichever the moment asks for. The BYE is on the wire when this returns; of a call that came in
   * and whose ACK is still awaited it follows the ACK (RFC 3261 §15).
   */
  hangUp(reason?: { status?: number; text?: string }): void;
  /** re-INVITE (or UPDATE before the answer); glare is waited out (§14.1). Rejects with SipError. */
  hold(held: boolean): Promise<void>;
  /** re-INVITE with a fresh offer: our address has changed. */
  renegotiate(): Promise<void>;
  /** INFO, application/dtmf-relay. */
  sendInfoKey(key: string, durationMs: number): Promise<void>;
  /** REFER; settles when it was accepted (202), progress comes as events. `replaces`: the other leg of an attended transfer. */
  refer(target: string, replaces?: SipCall): Promise<void>;
  /** Of this dialog, as a Replaces value (RFC 3891 §6.1). */
  readonly replacesValue: string | null;
  /** Media in use: of the dialog that was answered, or of the early one that is heard. */
  readonly media: SessionMedia;
}

export interface IncomingSipCall extends SipCall {
  /** `sip:` address that was called: the Request-URI. */
  readonly calledUri: string;
  /** The call that this one takes over (Replaces, RFC 3891): it is hung up once this one is answered. */
  readonly replaces: SipCall | null;
  /** 180, once or more. */
  ring(): void;
  /** 183 with our answer: what we send is heard before the call is answered. */
  earlyMedia(media: SessionMedia): Promise<void>;
  /** 200 with our answer (or our offer where the INVITE had none). Settles with the ACK. */
  answer(media: SessionMedia): Promise<void>;
  refuse(status: number, reason?: string): void;
}

export interface OutgoingInvite {
  /** Where to: a `sip:` or `sips:` address. */
  target: string;
  /** User and display name of From, where they are not the account's. */
  from?: { user?: string; displayName?: string };
  /** Also P-Asserted-Identity or P-Preferred-Identity with this number, where the trunk wants it. */
  assertedIdentity?: string | null;
  /** Added as they are; none may be one of the protocol's own. */
  extraHeaders?: readonly { name: string; value: string }[];
  media: SessionMedia;
  /** Value of Replaces: the call takes the place of that one at the other side (RFC 3891), as a REFER asked for. */
  replaces?: string | null;
  /**
   * Whether a 3xx may send the call on to that address: the rules of who may be dialled hold there too. Without it only the same
   * user or number at another server is followed.
   */
  mayRedirect?: (target: string) => boolean | Promise<boolean>;
  /** Given up after this long without an answer: CANCEL, then 487 or a late 200 that is hung up. */
  ringTimeoutMs: number;
}

export interface OptionsAnswer {
  status: number;
  reason: string;
  userAgent: string | null;
  /** Allow and codecs, where told. */
  allow: readonly string[];
  roundTripMs: number;
}

export interface SipUserAgent extends Disposable {
  register(account: SipAccount): Registration;
  /** The INVITE is sent; what becomes of it are events. A failure to reach anybody is an `end`, not a throw. */
  invite(account: SipAccount, invite: OutgoingInvite): SipCall;
  options(account: SipAccount, target: string | null, signal: AbortSignal): Promise<OptionsAnswer>;
  /** The account whose registration, address or server a request belongs to is told; null: an unknown peer that is allowed. */
  readonly onCall: Subscribe<{ call: IncomingSipCall; account: SipAccount | null }>;
  /** A call was refused because it came from an address that no account has. */
  readonly onStranger: Subscribe<Endpoint>;
  /** For tests of leaks and the live table. */
  readonly counts: {
    calls: number;
    dialogs: number;
    transactions: number;
    registrations: number;
    flows: number;
  };
}
