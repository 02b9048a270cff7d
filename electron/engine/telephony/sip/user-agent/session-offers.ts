/**
 * Offers within an established session, RFC 3264 and RFC 3261 §14: one at a time, in either direction.
 *
 *             our re-INVITE or UPDATE                    the peer's
 *   settled ────────────────────────► ours     settled ──────────────► theirs
 *      ▲  2xx, ACK; refused: as before  │         ▲     answered, refused  │
 *      ├────────────────────────────────┤         └────────────────────────┘
 *      │   491: waited out (§14.1)      │
 *      └────────────────────────────────┘
 *
 * While ours is out the peer's hears 491, while theirs is being answered another hears 500.
 */
import { SipError } from '../../../base/errors.ts';
import type { Disposable } from '../../../base/disposable.ts';
import { bodyOfType } from '../message/content.ts';
import type { SipResponse } from '../message/message.ts';
import { reasonOf } from '../transaction/make-response.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import { Timer } from '../transaction/timers.ts';
import { sdpType } from './capabilities.ts';
import { credentialsOf, numberOf, type Outcome } from './dialog-requests.ts';
import { offerHeaders, OfferTurn, type OffersUser, type OpenOffer, type SessionParts } from './offer-turn.ts';
import { ReceivedOffers } from './received-offers.ts';
import { minSeOf } from './session-timer.ts';

interface Wish {
  held: boolean | null;
  done: (error: SipError | null) => void;
}

/** Glare and a busy peer are waited out so often. */
const maxTries = 8;
/** Wishes that wait for their turn. */
const maxWishes = 16;

export class SessionOffers implements Disposable {
  readonly #parts: SessionParts;
  readonly #user: OffersUser;
  readonly #wishes: Wish[] = [];
  readonly #waiting: Timer;
  readonly #turn: OfferTurn;
  /** What the peer offers. */
  readonly received: ReceivedOffers;
  #isReady = false;
  #current: Wish | null = null;

  constructor(parts: SessionParts, user: OffersUser) {
    this.#parts = parts;
    this.#user = user;
    this.#waiting = new Timer(parts.ground.timeline);
    this.#turn = new OfferTurn(user);
    this.received = new ReceivedOffers(parts, user, this.#turn, () => {
      this.#next();
    });
  }

  /** Offer and answer of the INVITE itself are under way (`ours`, `theirs`) or done. */
  setOpen(open: OpenOffer): void {
    this.#turn.open = open;
    this.#next();
  }

  /** The dialog is confirmed: re-INVITEs may go out. */
  ready(): void {
    this.#isReady = true;
    this.#next();
  }

  /** What the description of the peer says of holding. */
  heard(sdp: string): void {
    this.#turn.heard(sdp);
  }

  /** @param held null: as it is, with a fresh description */
  offer(held: boolean | null): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#turn.isDisposed) {
        resolve();
        return;
      }
      if (this.#wishes.length >= maxWishes) {
        reject(
          new SipError('sip-refused', 'Too many changes of this call wait for the other side.', {
            status: 491,
          }),
        );
        return;
      }
      const done = (error: SipError | null) => {
        if (error) reject(error);
        else resolve();
      };
      this.#wishes.push({ held, done });
      this.#next();
    });
  }

  /** Before the call is answered only UPDATE may change it, where the first offer has its answer already (RFC 3311 §5.1). */
  #next(): void {
    const mayGo = this.#isReady || this.#parts.allowsUpdate();
    if (!mayGo || this.#turn.open !== 'settled' || this.#waiting.isArmed || this.#turn.isDisposed) return;
    const wish = this.#wishes.shift();
    if (wish) this.#try(wish, 1);
  }

  #try(wish: Wish, tries: number): void {
    const { ground, media, requests, timer } = this.#parts;
    const held = wish.held ?? this.#turn.isHeld;
    this.#turn.open = 'ours';
    this.#current = wish;
    onTimeline(
      ground.timeline,
      () => media.createOffer({ held }),
      (sdp) => {
        if (this.#turn.isDisposed) return;
        const headers = [...offerHeaders(this.#parts), ...timer.requestHeaders(), sdpType];
        const content = { headers, body: new TextEncoder().encode(sdp) };
        const method = this.#isReady ? 'INVITE' : 'UPDATE';
        requests.send(method, content, (outcome) => {
          if (outcome.kind === 'response' && outcome.response.status < 300 && method === 'INVITE')
            requests.acknowledge(numberOf(outcome.request), credentialsOf(outcome.request));
          if (!this.#turn.isDisposed) this.#answered(wish, held, tries, outcome);
        });
      },
      (error) => {
        this.#settle(wish, error);
      },
    );
  }

  #answered(wish: Wish, held: boolean, tries: number, outcome: Outcome): void {
    const { media, timer } = this.#parts;
    if (outcome.kind === 'response' && outcome.response.status < 300) {
      this.#accepted(wish, held, outcome.response);
      return;
    }
    media.rollBack();
    const status = outcome.kind === 'response' ? outcome.response.status : outcome.error.status;
    const response = outcome.kind === 'response' ? outcome.response : null;
    if (response && this.#tryLater(wish, tries, response)) return;
    if (response?.status === 422 && tries < maxTries && timer.raise(minSeOf(response))) {
      this.#try(wish, tries + 1);
      return;
    }
    const reason = response ? response.reason : 'The other side did not answer.';
    // §12.2.1.2: the peer does not know the dialog, or is no longer there. Who waits is let go with the call.
    if (status === 481) this.#user.broken(status, reason, false);
    else if (status === 408 || !response) this.#user.broken(status, reason, true);
    else this.#settle(wish, refusal('The other side refused the change of the call', status, reason));
  }

  #accepted(wish: Wish, held: boolean, response: SipResponse): void {
    const { ground, dialog, media, requests, timer } = this.#parts;
    dialog.refreshTarget(response);
    requests.targetChanged();
    timer.answered(response);
    const sdp = bodyOfType(response, 'application/sdp');
    onTimeline(
      ground.timeline,
      () => {
        if (sdp === null) throw new SipError('sip-malformed', 'The other side accepted without saying what.');
        return media.applyAnswer(sdp, false);
      },
      () => {
        this.#turn.isHeld = held;
        if (sdp !== null && !held) this.heard(sdp);
        this.#settle(wish, null);
      },
      (error) => {
        media.rollBack();
        this.#settle(wish, error);
        this.#user.broken(488, error.message, true);
      },
    );
  }

  /** 491, and 500 with Retry-After: the peer is at something else. True: it is tried again. */
  #tryLater(wish: Wish, tries: number, response: SipResponse): boolean {
    if (tries >= maxTries) return false;
    const afterMs = response.status === 491 ? this.#glareMs() : retryAfterMs(response);
    if (afterMs === null) return false;
    this.#turn.open = 'settled';
    this.#waiting.set(afterMs, () => {
      if (this.#turn.open === 'settled') this.#try(wish, tries + 1);
      else this.#wishes.unshift(wish);
    });
    return true;
  }

  /** §14.1: 2.1–4 s for who owns the Call-ID, 0–2 s for the other, in steps of 10 ms. */
  #glareMs(): number {
    const { ownsCallId, ground } = this.#parts;
    const fraction = ground.tokens.fraction();
    return ownsCallId ? 2100 + 10 * Math.floor(fraction * 191) : 10 * Math.floor(fraction * 201);
  }

  #settle(wish: Wish, error: SipError | null): void {
    this.#turn.open = 'settled';
    this.#current = null;
    wish.done(error);
    this.#next();
  }

  dispose(): void {
    this.#turn.isDisposed = true;
    this.#waiting.dispose();
    this.received.dispose();
    this.#current?.done(null);
    for (const { done } of this.#wishes.splice(0)) done(null);
  }
}

/** Retry-After of a 500 while an offer of theirs is under way; null: it is no such answer. */
function retryAfterMs({ status, headers }: SipResponse): number | null {
  const match = status === 500 ? /^\s*(\d{1,3})/.exec(headers.get('Retry-After') ?? '') : null;
  const seconds = Number(match?.[1] ?? Number.NaN);
  return seconds <= 10 ? Math.max(1000 * seconds, 100) : null;
}

/** For messages about a refusal. */
export function refusal(what: string, status: number, reason: string): SipError {
  return new SipError('sip-refused', `${what}: ${status} ${reason === '' ? reasonOf(status) : reason}`, {
    status,
  });
}
