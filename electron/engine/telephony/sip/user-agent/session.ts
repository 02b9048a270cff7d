/**
 * A dialog in use: what the peer asks in it, and what we ask. Offers, refreshes and transfers have files of their own.
 *
 *   early ──2xx──► confirmed ──our BYE──► closing ──answered──► over
 *     │                │                                          ▲
 *     └────────────────┴──── BYE of the peer, 481, expiry ────────┘
 */
import { SipError } from '../../../base/errors.ts';
import type { Disposable } from '../../../base/disposable.ts';
import type { DigestClient } from '../auth/digest-client.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { SipMessage, SipRequest } from '../message/message.ts';
import { formatUri } from '../message/uri.ts';
import { parseCSeq } from '../message/values.ts';
import { makeResponse } from '../transaction/make-response.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import type { ServerRequest } from '../transaction/server-request.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type { SessionMedia, SipAccount, SipCallEnd, SipCallEvent } from './api.ts';
import type { CallGround, DialogOwner } from './call-ground.ts';
import { acceptSdp, allow, allows, supported, type HeaderEntry } from './capabilities.ts';
import { DialogRequests } from './dialog-requests.ts';
import { DialogRoute } from './dialog-route.ts';
import { dtmfRelayType, formatInfoKey, infoKeyOf } from './info-keys.ts';
import { formatReferTo, ReceivedRefer, referTargetOf } from './refer-received.ts';
import { SentRefer } from './refer-sent.ts';
import { refusal, SessionOffers } from './session-offers.ts';
import { SessionTimer } from './session-timer.ts';

export interface SessionUser {
  emit(event: SipCallEvent): void;
  /** The peer, or a failure, has ended it; the session is over already. */
  ended(end: SipCallEnd): void;
  /** PRACK of the caller; true: it was the awaited one and has been answered. */
  prack?(transaction: ServerRequest): boolean;
  /** ACK of the 2xx that made the dialog. */
  ack?(ack: SipRequest): void;
}

export interface SessionSetUp {
  dialog: Dialog;
  media: SessionMedia;
  account: SipAccount | null;
  digest: DigestClient;
  /** Value of our Contact: where we are may change. */
  contact: () => string;
  /** How the peer was reached, or how it reached us. */
  known: Hop;
  ownsCallId: boolean;
  user: SessionUser;
}

/** Transfers that are under way in one dialog, each way. */
const maxRefers = 4;

export class Session implements DialogOwner, Disposable {
  readonly dialog: Dialog;
  readonly media: SessionMedia;
  readonly requests: DialogRequests;
  readonly offers: SessionOffers;
  readonly timer: SessionTimer;
  readonly user: SessionUser;
  readonly #ground: CallGround;
  readonly #contact: () => string;
  #state: 'open' | 'closing' | 'over' = 'open';
  #allowsUpdate = false;
  #sentRefers: SentRefer[] = [];
  #receivedRefers: ReceivedRefer[] = [];

  constructor(ground: CallGround, setUp: SessionSetUp) {
    const { dialog, media, account, digest, contact, known, ownsCallId, user } = setUp;
    this.#ground = ground;
    this.dialog = dialog;
    this.media = media;
    this.#contact = contact;
    this.user = user;
    const route = new DialogRoute(ground, account, known);
    this.requests = new DialogRequests(ground, dialog, route, digest, known.address);
    this.timer = new SessionTimer(
      ground,
      account?.sessionExpiresS ?? 0,
      () => {
        this.#refresh();
      },
      () => {
        this.#broken(408, 'The other side did not refresh the session in time.', true);
      },
    );
    this.offers = new SessionOffers(
      {
        ground,
        dialog,
        media,
        requests: this.requests,
        timer: this.timer,
        contact,
        ownsCallId,
        allowsUpdate: () => this.#allowsUpdate,
      },
      {
        remoteHold: (held) => {
          user.emit({ type: 'remote-hold', held });
        },
        broken: (status, reason, bye) => {
          this.#broken(status, reason, bye);
        },
      },
    );
    ground.dialogs.add(dialog.id, this);
  }

  get contact(): string {
    return this.#contact();
  }

  get isOver(): boolean {
    return this.#state !== 'open';
  }

  /** What the peer says of itself in the message that makes the session. */
  learn(message: SipMessage): void {
    this.#allowsUpdate = allows(message, 'UPDATE') ?? this.#allowsUpdate;
  }

  onInvite(transaction: ServerInvite): void {
    const { message } = transaction.received;
    if (!this.#takes(transaction, message)) return;
    this.learn(message);
    this.offers.received.receiveInvite(transaction);
  }

  onAck(ack: SipRequest): void {
    if (!this.offers.received.receiveAck(ack)) this.user.ack?.(ack);
  }

  acknowledgeAgain(number: number): void {
    this.requests.acknowledgeAgain(number);
  }

  onRequest(transaction: ServerRequest): void {
    const { message: request } = transaction.received;
    // Both hung up at once.
    if (this.#state !== 'open' && request.method === 'BYE') {
      transaction.respond(makeResponse(request, 200));
      return;
    }
    if (!this.#takes(transaction, request)) return;
    switch (request.method) {
      case 'BYE':
        transaction.respond(makeResponse(request, 200));
        this.#broken(null, reasonIn(request) ?? 'The other side hung up.', false, 'remote');
        return;
      case 'UPDATE':
        this.offers.received.receiveUpdate(transaction);
        return;
      case 'INFO':
        this.#info(transaction, request);
        return;
      case 'REFER':
        this.#refer(transaction, request);
        return;
      case 'NOTIFY':
        this.#notify(transaction, request);
        return;
      case 'OPTIONS':
        transaction.respond(makeResponse(request, 200, { headers: [allow, acceptSdp, supported] }));
        return;
      case 'PRACK':
        if (this.user.prack?.(transaction) !== true) transaction.respond(makeResponse(request, 481));
        return;
      default:
        transaction.respond(makeResponse(request, 405, { headers: [allow] }));
    }
  }

  /** §12.2.2: older than what was there already: 500. */
  #takes(transaction: ServerInvite | ServerRequest, request: SipRequest): boolean {
    if (this.#state !== 'open') transaction.respond(makeResponse(request, 481));
    else if (!this.dialog.takeNumber(parseCSeq(request.headers.get('CSeq') ?? '').number))
      transaction.respond(makeResponse(request, 500, { reason: 'Out Of Order' }));
    else return true;
    return false;
  }

  #info(transaction: ServerRequest, request: SipRequest): void {
    const key = infoKeyOf(request);
    if (key) {
      transaction.respond(makeResponse(request, 200));
      this.user.emit({ type: 'info-key', ...key });
    } else if (request.body.length === 0) transaction.respond(makeResponse(request, 200));
    else {
      const headers: HeaderEntry[] = [['Accept', `${dtmfRelayType}, application/dtmf`]];
      transaction.respond(makeResponse(request, 415, { headers }));
    }
  }

  #refer(transaction: ServerRequest, request: SipRequest): void {
    const target = referTargetOf(request);
    this.#receivedRefers = this.#receivedRefers.filter((refer) => !refer.isOver);
    if (!target) transaction.respond(makeResponse(request, 400, { reason: 'Refer-To Names No Call' }));
    else if (!this.dialog.isConfirmed || this.#receivedRefers.length >= maxRefers)
      transaction.respond(makeResponse(request, 603));
    else {
      const refer = new ReceivedRefer(this.#ground, transaction, this.requests, this.contact);
      this.#receivedRefers.push(refer);
      this.user.emit({ type: 'refer', ...target, refer });
    }
  }

  /** RFC 6665 §4.1.3: 481 for a subscription that is none of ours. */
  #notify(transaction: ServerRequest, request: SipRequest): void {
    const refer = this.#sentRefers.find((candidate) => candidate.concerns(request));
    transaction.respond(makeResponse(request, refer ? 200 : 481));
    refer?.receive(request);
    this.#sentRefers = this.#sentRefers.filter((candidate) => !candidate.isOver);
  }

  /** RFC 4028 §7.4: UPDATE needs no offer; a peer without it is sent a re-INVITE. */
  #refresh(): void {
    if (!this.#allowsUpdate) {
      this.offers.offer(null).catch(() => {
        this.timer.refreshFailed();
      });
      return;
    }
    const headers: HeaderEntry[] = [
      ['Contact', this.contact],
      allow,
      supported,
      ...this.timer.requestHeaders(),
    ];
    this.requests.send('UPDATE', { headers }, (outcome) => {
      if (this.#state !== 'open') return;
      const status = outcome.kind === 'response' ? outcome.response.status : outcome.error.status;
      if (outcome.kind === 'response' && status < 300) this.timer.answered(outcome.response);
      else if (status === 405 || status === 501) {
        // It allows what it cannot do.
        this.#allowsUpdate = false;
        this.#refresh();
      } else if (status === 408 || status === 481)
        this.#broken(status, 'The other side no longer knows the call.', status === 408);
      else this.timer.refreshFailed();
    });
  }

  /** INFO with a key. */
  sendKey(key: string, durationMs: number): Promise<void> {
    const body = new TextEncoder().encode(formatInfoKey({ key, durationMs }));
    return this.#ask(
      'INFO',
      { headers: [['Content-Type', dtmfRelayType]], body },
      'The other side refused the key',
    );
  }

  refer(target: string, replaces: string | null): Promise<void> {
    this.#sentRefers = this.#sentRefers.filter((refer) => !refer.isOver);
    if (this.#sentRefers.length >= maxRefers)
      return Promise.reject(
        new SipError('sip-refused', 'A transfer of this call is under way.', { status: 491 }),
      );
    const refer = new SentRefer(this.#ground, (progress) => {
      this.user.emit({ type: 'refer-progress', ...progress });
    });
    this.#sentRefers.push(refer);
    return refer.send(this.requests, [
      ['Contact', this.contact],
      ['Refer-To', formatReferTo(target, replaces)],
      ['Referred-By', `<${formatUri(this.dialog.local.uri)}>`],
      supported,
    ]);
  }

  #ask(method: string, content: { headers: HeaderEntry[]; body: Uint8Array }, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'open') {
        resolve();
        return;
      }
      this.requests.send(method, content, (outcome) => {
        if (this.#state !== 'open') resolve();
        else if (outcome.kind === 'failure') reject(outcome.error);
        else if (outcome.response.status < 300) resolve();
        else {
          const { status, reason } = outcome.response;
          reject(refusal(what, status, reason));
          if (status === 481) this.#broken(481, reason, false);
        }
      });
    });
  }

  /** On the wire when this returns. The dialog is known until the peer has answered. */
  bye(headers: readonly HeaderEntry[] = []): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.requests.send('BYE', { headers }, () => {
      this.#forget();
    });
    this.#release();
  }

  #broken(status: number | null, reason: string, bye: boolean, by: SipCallEnd['by'] = 'failed'): void {
    if (this.#state !== 'open') return;
    if (bye) this.bye([['Reason', `SIP;cause=${status ?? 480};text="${reason.replace(/["\\]/g, '')}"`]]);
    else this.dispose();
    this.user.ended({ by, status, reason });
  }

  #release(keepsMedia = false): void {
    this.timer.dispose();
    this.offers.dispose();
    for (const refer of this.#sentRefers.splice(0)) refer.callOver();
    for (const refer of this.#receivedRefers.splice(0)) {
      refer.refuse(481);
      refer.dispose();
    }
    if (!keepsMedia) this.media.close();
  }

  #forget(): void {
    this.#state = 'over';
    this.#ground.dialogs.delete(this.dialog.id);
  }

  /** Without a word to the peer. @param keepsMedia they go on in another dialog of the call */
  dispose(keepsMedia = false): void {
    if (this.#state === 'over') return;
    const wasOpen = this.#state === 'open';
    this.#forget();
    if (wasOpen) this.#release(keepsMedia);
  }
}

/** Words of a Reason header (RFC 3326), where there are any. */
export function reasonIn(message: SipMessage): string | null {
  const value = message.headers.get('Reason') ?? '';
  return /;\s*text\s*=\s*"([^"]{1,200})"/i.exec(value)?.[1] ?? null;
}
