/** Offers of the peer within an established session: re-INVITE (RFC 3261 §14.2) and UPDATE (RFC 3311 §5.2). */
import { SipError } from '../../../base/errors.ts';
import type { Disposable } from '../../../base/disposable.ts';
import { bodyOfType } from '../message/content.ts';
import type { SipRequest } from '../message/message.ts';
import { makeResponse } from '../transaction/make-response.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import type { ServerRequest } from '../transaction/server-request.ts';
import { AwaitingAck } from './awaiting-ack.ts';
import { sdpType } from './capabilities.ts';
import { numberOf } from './dialog-requests.ts';
import { offerHeaders, type OffersUser, type OfferTurn, type SessionParts } from './offer-turn.ts';
import { isTooShort, minimumIntervalS } from './session-timer.ts';

export class ReceivedOffers implements Disposable {
  readonly #parts: SessionParts;
  readonly #user: OffersUser;
  readonly #turn: OfferTurn;
  readonly #whenSettled: () => void;
  #awaitingAck: AwaitingAck | null = null;

  constructor(parts: SessionParts, user: OffersUser, turn: OfferTurn, whenSettled: () => void) {
    this.#parts = parts;
    this.#user = user;
    this.#turn = turn;
    this.#whenSettled = whenSettled;
  }

  /** A re-INVITE of the peer. */
  receiveInvite(transaction: ServerInvite): void {
    const { ground, dialog, media, timer, requests } = this.#parts;
    const { message: request } = transaction.received;
    if (!this.#mayOffer(transaction, request)) return;
    const sdp = bodyOfType(request, 'application/sdp');
    this.#turn.open = 'theirs';
    transaction.onCancel = () => {
      transaction.respond(makeResponse(request, 487));
    };
    onTimeline(
      ground.timeline,
      () => (sdp === null ? media.createOffer({ held: this.#turn.isHeld }) : media.createAnswer(sdp)),
      (body) => {
        // Cancelled, or the call is over: what is pending still gets its answer (§15.1.2).
        if (this.#turn.isDisposed || transaction.isAnswered) {
          transaction.respond(makeResponse(request, 487));
          media.rollBack();
          this.#settled();
          return;
        }
        dialog.refreshTarget(request);
        requests.targetChanged();
        if (sdp !== null) this.#turn.heard(sdp);
        const headers = [...offerHeaders(this.#parts), ...timer.answer(request), sdpType];
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
        if (sdp === null) this.#turn.open = 'ours';
        else this.#settled();
      },
      (error) => {
        transaction.respond(makeResponse(request, error.status ?? 488));
        this.#settled();
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
        if (sdp !== null) this.#turn.heard(sdp);
        this.#settled();
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
        const headers = [...offerHeaders(this.#parts), ...timer.answer(request)];
        transaction.respond(makeResponse(request, 200, { headers }));
      }
      return;
    }
    if (!this.#mayOffer(transaction, request)) return;
    this.#turn.open = 'theirs';
    onTimeline(
      ground.timeline,
      () => media.createAnswer(sdp),
      (body) => {
        if (this.#turn.isDisposed) {
          transaction.respond(makeResponse(request, 487));
          return;
        }
        dialog.refreshTarget(request);
        requests.targetChanged();
        const headers = [...offerHeaders(this.#parts), ...timer.answer(request), sdpType];
        transaction.respond(makeResponse(request, 200, { headers, body: new TextEncoder().encode(body) }));
        this.#turn.heard(sdp);
        this.#settled();
      },
      (error) => {
        transaction.respond(makeResponse(request, error.status ?? 488));
        this.#settled();
      },
    );
  }

  /** §14.2 and RFC 3311 §5.2: 491 while ours is out, 500 while theirs is being answered. */
  #mayOffer(transaction: ServerInvite | ServerRequest, request: SipRequest): boolean {
    if (this.#turn.open === 'ours') transaction.respond(makeResponse(request, 491));
    else if (this.#turn.open === 'theirs') {
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

  #settled(): void {
    this.#turn.open = 'settled';
    this.#whenSettled();
  }

  dispose(): void {
    this.#awaitingAck?.dispose();
  }
}
