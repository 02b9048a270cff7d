/**
 * What telephone calls need: of the studio trunks and the rules by which a call may be made (`electron/trunks`), and of the
 * engine a line to call by (`telephony/stack.ts`) and legs (`calls/legs/phone-leg.ts`).
 */
import type { DialCheck } from '#shared/bridge/phone.ts';
import type { MediaQuality, WireEntry } from '#shared/domain/phone-call.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { Subscribe } from '../../base/event.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { PhoneMedia } from '../../telephony/media/api.ts';
import type { SipAccount, SipCall, SipUserAgent } from '../../telephony/sip/user-agent/api.ts';

export interface DialWish {
  /** A number in any writing, or a `sip:` address. */
  to: string;
  /** Null: the first trunk that may. */
  trunkId: string | null;
  /** Null: the trunk's first. */
  callerId: string | null;
}

/** A call that may be made; its place among the trunk's calls is taken until `release`. */
export interface Admission {
  trunk: Trunk;
  account: SipAccount;
  /** Request-URI. */
  target: string;
  /** E.164, or the address. */
  remote: string;
  /** Number or user that is shown; empty for none. */
  callerId: string;
  release(): void;
}

export type InboundDecision =
  | { kind: 'agent'; trunk: Trunk | null; workflowId: string; called: string; release(): void }
  /** All lines are taken: the message is said (null: 486 at once). */
  | { kind: 'busy'; trunk: Trunk | null; message: string | null }
  | { kind: 'refused'; status: number; reason: string };

export interface PhoneRules {
  /** What `admit` would say of it, without taking a place; whether the agent has a published version is asked elsewhere. */
  check(wish: Pick<DialWish, 'to' | 'trunkId'>): Promise<DialCheck>;
  /** @throws SipError `number-invalid`, `number-refused`, `cap-reached`, `trunk-not-found`, each with what to do. */
  admit(wish: DialWish): Promise<Admission>;
  /**
   * @param accountId the trunk whose registration or server it came by; null: an unknown peer
   * @param calledUri the Request-URI
   * @param toUri of the To header: trunks that call a registered account name the number there
   */
  routeInbound(accountId: string | null, calledUri: string, toUri?: string | null): Promise<InboundDecision>;
}

/** The SIP stack, as calls see it. Everything of it, and of the calls made by it, happens on its one timeline. */
export interface PhoneLine {
  readonly timeline: Timeline;
  readonly userAgent: SipUserAgent;
  /**
   * The sound of a call, its ports taken; trunk and account null: of a caller whom no trunk knows.
   *
   * @param peer `sip:` address of the other end, which decides by which of our addresses it reaches us
   */
  openMedia(options: { trunk: Trunk | null; account: SipAccount | null; peer: string }): Promise<PhoneMedia>;
  readonly wire: WireSource;
}

/** Messages as they went over the wire, secrets removed, by Call-ID. */
export interface WireSource {
  /** What has passed already, oldest first, within limits. */
  entries(callId: string): readonly WireEntry[];
  readonly onEntry: Subscribe<{ callId: string; entry: WireEntry }>;
}

/** The leg of a telephone call: `new PhoneLeg(options)`. Made before there is a call; opened when that is answered. */
export interface PhoneLegOptions {
  timeline: Timeline;
  /** The media in use, asked when the leg opens and whenever keys or frames are sent: an INVITE may fork. */
  media: () => PhoneMedia;
  /** For SIP INFO, and to be hung up by `close` (the BYE leaves before it returns); null until there is one. */
  call: () => SipCall | null;
  dtmf: Trunk['dtmf'];
  quality: (quality: MediaQuality) => void;
  /** No media has come for too long; the call is to be ended by whoever hears of it. */
  lost: () => void;
}
