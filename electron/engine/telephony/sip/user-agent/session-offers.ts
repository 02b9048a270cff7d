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
import type { Dialog } from '../dialog/dialog.ts';
import { bodyOfType } from '../message/content.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { makeResponse, reasonOf } from '../transaction/make-response.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import type { ServerRequest } from '../transaction/server-request.ts';
import { Timer } from '../transaction/timers.ts';
import type { SessionMedia } from './api.ts';
import { AwaitingAck } from './awaiting-ack.ts';
import type { CallGround } from './call-ground.ts';
import { acceptSdp, allow, sdpType, supported, type HeaderEntry } from './capabilities.ts';
import { credentialsOf, numberOf, type DialogRequests, type Outcome } from './dialog-requests.ts';
import { holdsUs } from './remote-hold.ts';
import { isTooShort, minimumIntervalS, minSeOf, type SessionTimer } from './session-timer.ts';

export interface SessionParts {
  readonly ground: CallGround;
  readonly dialog: Dialog;
  readonly media: SessionMedia;
  readonly requests: DialogRequests;
  readonly timer: SessionTimer;
  /** Value of our Contact. */
  readonly contact: string;
  /** The Call-ID is ours: decides who waits longer after glare (§14.1). */
  readonly ownsCallId: boolean;
}

export interface OffersUser {
  remoteHold(held: boolean): void;
  /** The session cannot go on; `bye`: the peer still believes in it. */
  broken(status: number | null, reason: string, bye: boolean): void;
}

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
  #open: 'settled' | 'ours' | 'theirs' = 'settled';
  #isReady = false;
  #isHeld = false;
  #isHeldByPeer = false;
  #awaitingAck: AwaitingAck | null = null;
  #current: Wish | null = null;
  #isDisposed = false;

  constructor(parts: SessionParts, user: OffersUser) {
    this.#parts = parts;
    this.#user = user;
    this.#waiting = new Timer(parts.ground.timeline);
  }

  /** Offer and answer of the INVITE itself are under way (`ours`, `theirs`) or done. */
  setOpen(open: 'settled' | 'ours' | 'theirs'): void {
    this.#open = open;
    this.#next();
  }

  get isSettled(): boolean {
    return this.#open === 'settled';
  }

  /** The dialog is confirmed: re-INVITEs may go out. */
  ready(): void {
    this.#isReady = true;
    this.#next();
  }

  /** What the description of the peer says of holding. */
  heard(sdp: string): void {
    const held = holdsUs(sdp);
    if (held === this.#isHeldByPeer) return;
    this.#isHeldByPeer = held;
    this.#user.remoteHold(held);
  }

  /** @param held null: as it is, with a fresh description */
  offer(held: boolean | null): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isDisposed) {
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

  #next(): void {
    if (!this.#isReady || this.#open !== 'settled' || this.#waiting.isArmed || this.#isDisposed) return;
    const wish = this.#wishes.shift();
    if (wish) this.#try(wish, 1);
  }

  #try(wish: Wish, tries: number): void {
    const { ground, media, requests, timer } = this.#parts;
    const held = wish.held ?? this.#isHeld;
    this.#open = 'ours';
    this.#current = wish;
    onTimeline(
      ground.timeline,
      () => media.createOffer({ held }),
      (sdp) => {
        if (this.#isDisposed) return;
        const headers = [...this.#ownHeaders(), ...timer.requestHeaders(), sdpType];
        requests.invite({ headers, body: new TextEncoder().encode(sdp) }, (outcome) => {
          if (!this.#isDisposed) this.#answered(wish, held, tries, outcome);
          else if (outcome.kind === 'response' && outcome.response.status < 300)
            requests.acknowledge(numberOf(outcome.request), credentialsOf(outcome.request));
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
      this.#accepted(wish, held, outcome.response, outcome.request);
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
    this.#settle(
      wish,
      new SipError('sip-refused', `The other side refused the change of the call: ${status} ${reason}`, {
        status,
      }),
    );
    // §12.2.1.2: the peer does not know the dialog, or is no longer there.
    if (status === 481) this.#user.broken(status, reason, false);
    else if (status === 408 || !response) this.#user.broken(status, reason, true);
  }

  #accepted(wish: Wish, held: boolean, response: SipResponse, request: SipRequest): void {
    const { ground, dialog, media, requests, timer } = this.#parts;
    dialog.refreshTarget(response);
    requests.targetChanged();
    requests.acknowledge(numberOf(request), credentialsOf(request));
    timer.answered(response);
    const sdp = bodyOfType(response, 'application/sdp');
    onTimeline(
      ground.timeline,
      () => {
        if (sdp === null) throw new SipError('sip-malformed', 'The other side accepted without saying what.');
        return media.applyAnswer(sdp, false);
      },
      () => {
        this.#isHeld = held;
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
    this.#open = 'settled';
    this.#waiting.set(afterMs, () => {
      if (this.#open === 'settled') this.#try(wish, tries + 1);
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
    this.#open = 'settled';
    this.#current = null;
    wish.done(error);
    this.#next();
  }

  /** A re-INVITE of the peer. */
  receiveInvite(transaction: ServerInvite): void {
    const { ground, dialog, media, timer, requests } = this.#parts;
    const { message: request } = transaction.received;
    if (!this.#mayOffer(transaction, request)) return;
    const sdp = bodyOfType(request, 'application/sdp');
    this.#open = 'theirs';
    transaction.onCancel = () => {
      transaction.respond(makeResponse(request, 487));
    };
    onTimeline(
      ground.timeline,
      () => (sdp === null ? media.createOffer({ held: this.#isHeld }) : media.createAnswer(sdp)),
      (body) => {
        if (this.#isDisposed || transaction.isAnswered) {
          media.rollBack();
          this.setOpen('settled');
          return;
        }
        dialog.refreshTarget(request);
        requests.targetChanged();
        if (sdp !== null) this.heard(sdp);
        const headers = [...this.#ownHeaders(), ...timer.answer(request), sdpType];
        const response = makeResponse(request, 200, { headers, body: new TextEncoder().encode(body) });
        this.#awaitingAck?.dispose();
        this.#awaitingAck = new AwaitingAck(
          ground,
          { transaction, response, number: numberOf(request) },
          (ack) => {
            if (sdp === null) this.answeredInAck(ack);
          },
          () => {
            this.#user.broken(408, 'The other side never confirmed the change of the call.', true);
          },
        );
        if (sdp === null) this.#open = 'ours';
        else this.setOpen('settled');
      },
      (error) => {
        transaction.respond(makeResponse(request, error.status ?? 488));
        this.setOpen('settled');
      },
    );
  }

  /** The answer to an offer that went out in a 2xx (§13.2.1). */
  answeredInAck(ack: SipRequest): void {
    const { ground, media } = this.#parts;
    const sdp = bodyOfType(ack, 'application/sdp');
    onTimeline(
      ground.timeline,
      () => {
        if (sdp === null)
          throw new SipError('sip-malformed', 'The other side never answered what we offered.');
        return media.applyAnswer(sdp, false);
      },
      () => {
        if (sdp !== null) this.heard(sdp);
        this.setOpen('settled');
      },
      (error) => {
        this.#user.broken(488, error.message, true);
      },
    );
  }

  /** RFC 3311 §5.2. */
  receiveUpdate(transaction: ServerRequest): void {
    const { ground, dialog, media, timer, requests } = this.#parts;
    const { message: request } = transaction.received;
    const sdp = bodyOfType(request, 'application/sdp');
    if (sdp === null) {
      if (isTooShort(request)) this.#tooShort(transaction, request);
      else {
        dialog.refreshTarget(request);
        requests.targetChanged();
        const headers = [...this.#ownHeaders(), ...timer.answer(request)];
        transaction.respond(makeResponse(request, 200, { headers }));
      }
      return;
    }
    if (!this.#mayOffer(transaction, request)) return;
    this.#open = 'theirs';
    onTimeline(
      ground.timeline,
      () => media.createAnswer(sdp),
      (body) => {
        dialog.refreshTarget(request);
        requests.targetChanged();
        const headers = [...this.#ownHeaders(), ...timer.answer(request), sdpType];
        transaction.respond(makeResponse(request, 200, { headers, body: new TextEncoder().encode(body) }));
        this.heard(sdp);
        this.setOpen('settled');
      },
      (error) => {
        transaction.respond(makeResponse(request, error.status ?? 488));
        this.setOpen('settled');
      },
    );
  }

  /** §14.2 and RFC 3311 §5.2: 491 while ours is out, 500 while theirs is being answered. */
  #mayOffer(transaction: ServerInvite | ServerRequest, request: SipRequest): boolean {
    if (this.#open === 'ours') transaction.respond(makeResponse(request, 491));
    else if (this.#open === 'theirs') {
      const seconds = Math.floor(this.#parts.ground.tokens.fraction() * 11);
      transaction.respond(makeResponse(request, 500, { headers: [['Retry-After', String(seconds)]] }));
    } else if (isTooShort(request)) this.#tooShort(transaction, request);
    else return true;
    return false;
  }

  #tooShort(transaction: ServerInvite | ServerRequest, request: SipRequest): void {
    transaction.respond(makeResponse(request, 422, { headers: [['Min-SE', String(minimumIntervalS)]] }));
  }

  /** The ACK of a 2xx; false: none is awaited. */
  receiveAck(ack: SipRequest): boolean {
    if (this.#awaitingAck?.number !== numberOf(ack)) return false;
    const awaiting = this.#awaitingAck;
    this.#awaitingAck = null;
    awaiting.receive(ack);
    return true;
  }

  #ownHeaders(): HeaderEntry[] {
    return [['Contact', this.#parts.contact], allow, supported, acceptSdp];
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#waiting.dispose();
    this.#awaitingAck?.dispose();
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
