/** What calls stand on: the parts of the user agent that every call shares. */
import type { Timeline } from '../../../base/timeline.ts';
import type { DigestClient } from '../auth/digest-client.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { DialogTable } from '../dialog/dialog-table.ts';
import type { SipRequest } from '../message/message.ts';
import type { SipUri } from '../message/uri.ts';
import { magicCookie } from '../transaction/matching.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import type { ServerRequest } from '../transaction/server-request.ts';
import type { SipTimers } from '../transaction/timers.ts';
import type { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type { SipAccount } from './api.ts';
import type { OwnContacts } from './own-contacts.ts';

/** Where an address leads, best first (RFC 3263). Rejects with `sip-unreachable`. */
export type ResolveHops = (uri: SipUri, account: SipAccount | null) => Promise<readonly Hop[]>;

/** Who answers for a dialog: a session. */
export interface DialogOwner {
  readonly dialog: Dialog;
  readonly isOver: boolean;
  onInvite(transaction: ServerInvite): void;
  onRequest(transaction: ServerRequest): void;
  onAck(ack: SipRequest): void;
  /** The 2xx of our INVITE of that number has come once more. */
  acknowledgeAgain(number: number): void;
}

export interface CallGround {
  readonly timeline: Timeline;
  readonly timers: SipTimers;
  readonly transactions: TransactionLayer;
  readonly dialogs: DialogTable<DialogOwner>;
  readonly resolve: ResolveHops;
  /** A server asks not to be asked for so long (503 with Retry-After, RFC 3261 §21.5.4): others go first meanwhile. */
  readonly avoid: (hop: Hop, forMs: number) => void;
  /** The account's credentials and the nonces that are known; for null one that has neither. */
  readonly digestFor: (account: SipAccount | null) => DigestClient;
  readonly tokens: Tokens;
  readonly contacts: OwnContacts;
  /** Value of User-Agent and Server. */
  readonly userAgent: string;
}

/** Names that nobody else has chosen. */
export class Tokens {
  readonly #random: (length: number) => Uint8Array;

  constructor(random: (length: number) => Uint8Array) {
    this.#random = random;
  }

  /** At least 32 bits (§19.3); ours are 64. */
  tag(): string {
    return this.#hex(8);
  }

  branch(): string {
    return magicCookie + this.#hex(12);
  }

  callId(): string {
    return this.#hex(16);
  }

  /** Evenly from 0 up to, not including, 1. */
  fraction(): number {
    const [a = 0, b = 0, c = 0] = this.#random(3);
    return (a * 65_536 + b * 256 + c) / 2 ** 24;
  }

  #hex(length: number): string {
    return [...this.#random(length)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}
