/** What telephone calls need of the studio: trunks, and the rules by which a call may be made. `electron/trunks` fulfils it. */
import type { DialCheck } from '#shared/bridge/phone.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { SipAccount } from '../../telephony/sip/user-agent/api.ts';

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
  /** @param accountId the trunk whose registration or server it came by; null: an unknown peer */
  routeInbound(accountId: string | null, calledUri: string): Promise<InboundDecision>;
}
