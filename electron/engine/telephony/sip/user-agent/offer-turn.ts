/** Whose offer is open in a session, and who holds whom: shared by the offers that are sent and those that are received. */
import type { Dialog } from '../dialog/dialog.ts';
import type { SessionMedia } from './api.ts';
import type { CallGround } from './call-ground.ts';
import { acceptSdp, allow, supported, type HeaderEntry } from './capabilities.ts';
import type { DialogRequests } from './dialog-requests.ts';
import { holdsUs } from './remote-hold.ts';
import type { SessionTimer } from './session-timer.ts';

export interface SessionParts {
  readonly ground: CallGround;
  readonly dialog: Dialog;
  readonly media: SessionMedia;
  readonly requests: DialogRequests;
  readonly timer: SessionTimer;
  /** Value of our Contact. */
  readonly contact: () => string;
  /** The Call-ID is ours: decides who waits longer after glare (§14.1). */
  readonly ownsCallId: boolean;
  /** The peer takes UPDATE. */
  readonly allowsUpdate: () => boolean;
}

export interface OffersUser {
  remoteHold(held: boolean): void;
  /** The session cannot go on; `bye`: the peer still believes in it. */
  broken(status: number | null, reason: string, bye: boolean): void;
}

/** `ours`, `theirs`: an offer that awaits its answer. */
export type OpenOffer = 'settled' | 'ours' | 'theirs';

export class OfferTurn {
  open: OpenOffer = 'settled';
  /** We hold the peer. */
  isHeld = false;
  isDisposed = false;
  readonly #user: OffersUser;
  #isHeldByPeer = false;

  constructor(user: OffersUser) {
    this.#user = user;
  }

  /** What the description of the peer says of holding. */
  heard(sdp: string): void {
    const held = holdsUs(sdp);
    if (held === this.#isHeldByPeer) return;
    this.#isHeldByPeer = held;
    this.#user.remoteHold(held);
  }
}

/** Of requests and responses that carry or answer an offer (RFC 3261 §14.1, RFC 3311 §5.1). */
export function offerHeaders({ contact }: SessionParts): HeaderEntry[] {
  return [['Contact', contact()], allow, supported, acceptSdp];
}
