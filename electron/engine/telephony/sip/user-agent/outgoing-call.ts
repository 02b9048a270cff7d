/**
 * A call of ours on its way to a dialog, RFC 3261 §13.2.
 *
 *   resolve ─► INVITE ─┬─ 401, 407: with credentials ─┐
 *                ▲     ├─ 422: longer session timer   ├─► INVITE again
 *                │     ├─ 3xx: the next address       │
 *                └─────┴─ 503, nothing: the next hop ─┘
 *                      ├─ 1xx: early dialogs, one a tag
 *                      ├─ 2xx: the first wins; others are acknowledged and hung up
 *                      └─ any other: end
 *
 * Given up before an answer (hang-up, ring timeout): CANCEL as soon as there was a provisional response (§9.1); a 2xx that
 * crosses it is acknowledged and hung up.
 */
import type { SipError } from '../../../base/errors.ts';
import type { DigestClient, DigestExchange } from '../auth/digest-client.ts';
import { Dialog } from '../dialog/dialog.ts';
import { bodyOfType } from '../message/content.ts';
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { formatUri, type SipUri } from '../message/uri.ts';
import { formatAddress, parseAddress, parseReplaces, type NameAddress } from '../message/values.ts';
import type { ClientInvite } from '../transaction/client-invite.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import { Timer } from '../transaction/timers.ts';
import type { Hop, Received } from '../transport/transport-layer.ts';
import { accountAddress, targetUri } from './addresses.ts';
import type { OutgoingInvite, SessionMedia, SipAccount, SipCallEnd } from './api.ts';
import { CallCore, reasonHeader, type HangUpReason } from './call-core.ts';
import { endOfResponse } from './call-end.ts';
import type { CallGround } from './call-ground.ts';
import {
  acceptSdp,
  allow,
  checkedExtraHeaders,
  lists,
  sdpType,
  supported,
  type HeaderEntry,
} from './capabilities.ts';
import { credentialsOf, numberOf } from './dialog-requests.ts';
import { hopAlong } from './dialog-route.ts';
import { Redirects } from './redirects.ts';
import { formatReplaces } from './replaced-call.ts';
import { routesOf } from './requests.ts';
import { Session } from './session.ts';
import { minimumIntervalS, minSeOf } from './session-timer.ts';

/** An early dialog: one of the places where it rings. */
interface Leg {
  session: Session;
  /** RSeq of the last reliable response, null before the first (RFC 3262 §4). */
  rseq: number | null;
  /** The description that was taken, to notice another one. */
  sdp: string | null;
  isReliablyAnswered: boolean;
}

/** Places that may ring at once. */
const maxLegs = 16;
/** INVITEs that one call may send, of all reasons. */
const maxAttempts = 20;

export class OutgoingCall extends CallCore {
  readonly direction = 'outbound';
  readonly #account: SipAccount;
  readonly #invite: OutgoingInvite;
  readonly #extraHeaders: HeaderEntry[];
  readonly #from: NameAddress;
  readonly #to: SipUri;
  readonly #redirects: Redirects;
  readonly #legs = new Map<string, Leg>();
  readonly #ringing: Timer;
  #digest: DigestClient;
  #exchange: DigestExchange;
  #offer = '';
  #target: SipUri;
  #hops: Hop[] = [];
  #hop: Hop | null = null;
  #number = 1;
  #attempts = 0;
  #sessionExpiresS: number;
  #minSeS = minimumIntervalS;
  #transaction: ClientInvite | null = null;
  /** A provisional response was there: CANCEL may be sent. */
  #isHeard = false;
  /** Reason of the CANCEL that is due; null: none is. */
  #givenUp: { reason: string | null } | null = null;
  #winner: Session | null = null;

  /** @throws SipError `number-invalid`, `input-invalid` */
  constructor(
    ground: CallGround,
    account: SipAccount,
    invite: OutgoingInvite,
    gone: (call: CallCore) => void,
  ) {
    const to = targetUri(invite.target);
    const from = accountAddress(account, invite.from);
    const identity = {
      callId: ground.tokens.callId(),
      account,
      remote: { uri: formatUri(to), displayName: '' },
      local: { uri: formatUri(from.uri), displayName: from.displayName },
    };
    super(ground, identity, gone);
    from.parameters.set('tag', ground.tokens.tag());
    this.#account = account;
    this.#invite = invite;
    this.#extraHeaders = checkedExtraHeaders(invite.extraHeaders ?? []);
    if (invite.replaces != null)
      this.#extraHeaders.push(['Replaces', formatReplaces(parseReplaces(invite.replaces))]);
    this.#from = from;
    this.#to = to;
    this.#target = to;
    this.#redirects = new Redirects(to);
    this.#digest = ground.digestFor(account);
    this.#exchange = this.#digest.exchange();
    this.#sessionExpiresS = account.sessionExpiresS;
    this.#ringing = new Timer(ground.timeline);
  }

  get media(): SessionMedia {
    return (this.#winner ?? this.session)?.media ?? this.#invite.media;
  }

  start(): void {
    const { timeline } = this.ground;
    this.#ringing.set(this.#invite.ringTimeoutMs, () => {
      const seconds = Math.round(this.#invite.ringTimeoutMs / 1000);
      this.#giveUp({ by: 'failed', status: 408, reason: `Nobody answered within ${seconds} seconds.` }, {});
    });
    onTimeline(
      timeline,
      () => this.#invite.media.createOffer(),
      (sdp) => {
        this.#offer = sdp;
        this.#resolve(this.#target);
      },
      (error) => {
        this.#fail({ by: 'failed', status: error.status, reason: error.message });
      },
    );
  }

  #resolve(target: SipUri): void {
    if (this.state === 'ended') return;
    this.#target = target;
    onTimeline(
      this.ground.timeline,
      () => {
        const [route] = routesOf(this.#account);
        return this.ground.resolve(route === undefined ? target : parseAddress(route).uri, this.#account);
      },
      (hops) => {
        this.#hops = [...hops];
        this.#nextHop({ by: 'failed', status: null, reason: 'No address was found for the other side.' });
      },
      (error) => {
        this.#nextTarget({ by: 'failed', status: null, reason: error.message });
      },
    );
  }

  /** RFC 3263 §4.3. @param otherwise the end when there is no other hop */
  #nextHop(otherwise: SipCallEnd): void {
    if (this.state === 'ended') return;
    this.#hop = this.#hops.shift() ?? null;
    if (this.#hop) this.#send(this.#hop);
    else this.#nextTarget(otherwise);
  }

  /** RFC 3261 §8.1.3.4. */
  #nextTarget(otherwise: SipCallEnd): void {
    const next = this.#redirects.next();
    if (next) this.#follow(next);
    else this.#fail(otherwise);
  }

  #follow(target: SipUri): void {
    this.#number += 1;
    // Credentials are for our own server, not for whoever it names.
    if (target.host.toLowerCase() !== this.#to.host.toLowerCase() && this.#account.outboundProxy === null) {
      this.#digest = this.ground.digestFor(null);
      this.#exchange = this.#digest.exchange();
    }
    this.#resolve(target);
  }

  #send(hop: Hop): void {
    if (this.state === 'ended') return;
    this.#attempts += 1;
    if (this.#attempts > maxAttempts) {
      this.#fail({ by: 'failed', status: 482, reason: 'The other side sent the call back again and again.' });
      return;
    }
    this.#dropLegs(null);
    this.#isHeard = false;
    const request = this.#makeInvite();
    this.#exchange.authorize(request);
    const transaction: ClientInvite = this.ground.transactions.invite(request, hop, {
      onResponse: (response, received) => {
        if (response.status < 200) this.#provisional(response, request, received);
        else if (response.status < 300) this.#success(response, request, received);
        else this.#refused(response);
      },
      onFailure: (error) => {
        this.#unreachable(error);
      },
    });
    // It may have failed at once, and the next attempt be under way.
    if (!transaction.isOver) this.#transaction = transaction;
  }

  #again(): void {
    this.#number += 1;
    if (this.#hop) this.#send(this.#hop);
  }

  #makeInvite(): SipRequest {
    const { tokens, userAgent } = this.ground;
    const headers = new SipHeaders([
      ['Via', `SIP/2.0/UDP via.invalid;rport;branch=${tokens.branch()}`],
      ['Max-Forwards', '70'],
    ]);
    for (const route of routesOf(this.#account)) headers.append('Route', route);
    headers.append('From', formatAddress(this.#from));
    headers.append('To', `<${formatUri(this.#to)}>`);
    headers.append('Call-ID', this.callId);
    headers.append('CSeq', `${this.#number} INVITE`);
    headers.append('Contact', this.#contact());
    if (this.#sessionExpiresS > 0) {
      headers.append('Session-Expires', String(Math.max(this.#sessionExpiresS, this.#minSeS)));
      headers.append('Min-SE', String(this.#minSeS));
    }
    const asserted = this.#invite.assertedIdentity;
    if (asserted != null && asserted !== '') {
      const uri = accountAddress(this.#account, { user: asserted }).uri;
      headers.append('P-Asserted-Identity', `<${formatUri(uri)}>`);
    }
    for (const [name, value] of [allow, supported, acceptSdp, ['User-Agent', userAgent] as const])
      headers.append(name, value);
    for (const [name, value] of [...this.#extraHeaders, sdpType]) headers.append(name, value);
    const body = new TextEncoder().encode(this.#offer);
    return { kind: 'request', method: 'INVITE', uri: formatUri(this.#target), headers, body };
  }

  #contact(): string {
    return `<${formatUri(this.ground.contacts.uri(this.#account))}>`;
  }

  #provisional(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void {
    this.#isHeard = true;
    if (this.#givenUp) {
      this.#cancel();
      return;
    }
    if (this.state === 'ended' || response.status === 100 || !tagOf(response)) {
      if (response.status === 180) this.move('ringing', 180);
      return;
    }
    const leg = this.#legOf(response, invite, received);
    if (!leg) return;
    leg.session.learn(response);
    leg.session.dialog.refreshTarget(response);
    if (!this.#takeReliable(leg, response, invite)) return;
    this.session ??= leg.session;
    if (response.status === 180) this.move('ringing', 180);
    const sdp = bodyOfType(response, 'application/sdp');
    if (sdp === null || sdp === leg.sdp || leg.isReliablyAnswered) return;
    leg.sdp = sdp;
    const isReliable = isReliably(response);
    onTimeline(
      this.ground.timeline,
      () => leg.session.media.applyAnswer(sdp, true),
      () => {
        if (this.state === 'ended' || leg.session.isOver) return;
        leg.isReliablyAnswered = isReliable;
        if (isReliable) leg.session.offers.setOpen('settled');
        // The one that has something to be heard.
        if (!this.#winner) this.session = leg.session;
        this.move('early-media', response.status);
      },
      // What cannot be heard early may still be answered.
      () => undefined,
    );
  }

  /** RFC 3262 §4: in order, each once, acknowledged by PRACK. False: it is to be ignored. */
  #takeReliable(leg: Leg, response: SipResponse, invite: SipRequest): boolean {
    if (!isReliably(response)) return true;
    const rseq = Number(/^\s*(\d{1,10})\s*$/.exec(response.headers.get('RSeq') ?? '')?.[1] ?? Number.NaN);
    if (Number.isNaN(rseq) || (leg.rseq !== null && rseq !== leg.rseq + 1)) return false;
    leg.rseq = rseq;
    const rack: HeaderEntry = ['RAck', `${rseq} ${numberOf(invite)} INVITE`];
    leg.session.requests.send('PRACK', { headers: [rack] }, () => undefined);
    return true;
  }

  #legOf(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): Leg | null {
    const tag = tagOf(response) ?? '';
    const known = this.#legs.get(tag);
    if (known && !known.session.isOver) return known;
    if (this.#legs.size >= maxLegs) return null;
    const media = this.#legs.size === 0 ? this.#invite.media : this.#invite.media.fork();
    const session = this.#sessionOf(response, invite, received, media);
    session.offers.setOpen('ours');
    const leg: Leg = { session, rseq: null, sdp: null, isReliablyAnswered: false };
    this.#legs.set(tag, leg);
    return leg;
  }

  #sessionOf(
    response: SipResponse,
    invite: SipRequest,
    received: Received<SipResponse>,
    media: SessionMedia,
  ): Session {
    const session: Session = new Session(this.ground, {
      dialog: Dialog.ofResponse(invite, response),
      media,
      account: this.#account,
      digest: this.#digest,
      contact: this.#contact(),
      known: hopAlong(received.flow, this.#hop),
      ownsCallId: true,
      user: {
        emit: (event) => {
          if (session === this.session) this.emit(event);
        },
        ended: (end) => {
          if (session === this.#winner) this.#fail(end);
        },
      },
    });
    return session;
  }

  /** §13.2.2.4: each dialog that a 2xx makes is acknowledged; only the first is wanted. */
  #success(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void {
    const tag = tagOf(response) ?? '';
    if (this.#winner) {
      if (this.#winner.dialog.id.remoteTag === tag) this.#winner.requests.acknowledgeAgain(numberOf(invite));
      else this.#refuseAnswer(response, invite, received);
      return;
    }
    if (this.state === 'ended') {
      this.#refuseAnswer(response, invite, received);
      return;
    }
    const leg = this.#legOf(response, invite, received);
    if (!leg) {
      this.#refuseAnswer(response, invite, received);
      return;
    }
    this.#win(leg, response, invite);
  }

  #win(leg: Leg, response: SipResponse, invite: SipRequest): void {
    const { session } = leg;
    this.#ringing.dispose();
    this.#winner = session;
    this.session = session;
    this.#dropLegs(session);
    session.dialog.confirm(response);
    session.requests.targetChanged();
    session.learn(response);
    session.requests.acknowledge(numberOf(invite), credentialsOf(invite));
    session.timer.answered(response);
    this.learnHeaders(response.headers);
    this.move('answered', response.status);
    // An answer that came reliably is not repeated (RFC 3262 §5).
    const sdp = bodyOfType(response, 'application/sdp') ?? leg.sdp;
    onTimeline(
      this.ground.timeline,
      () => (sdp === null ? Promise.reject(new Error('no answer')) : session.media.applyAnswer(sdp, false)),
      () => {
        if (session.isOver) return;
        if (sdp !== null) session.offers.heard(sdp);
        session.offers.setOpen('settled');
        session.offers.ready();
        this.move('confirmed', response.status);
      },
      (error) => {
        const reason = sdp === null ? 'The other side answered without saying how it speaks.' : error.message;
        session.bye(reasonHeader({ status: 488, text: 'Not Acceptable Here' }));
        this.#fail({ by: 'failed', status: 488, reason });
      },
    );
  }

  /** A 2xx that nobody wants: another place of a fork, or it crossed our CANCEL. */
  #refuseAnswer(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void {
    const id = Dialog.ofResponse(invite, response).id;
    const known = this.ground.dialogs.find(id);
    if (known) {
      known.requests.acknowledgeAgain(numberOf(invite));
      return;
    }
    const session = this.#sessionOf(response, invite, received, noMedia);
    session.requests.acknowledge(numberOf(invite), credentialsOf(invite));
    session.bye();
  }

  #refused(response: SipResponse): void {
    this.#transaction = null;
    if (this.state === 'ended') return;
    const { status } = response;
    const end = endOfResponse(status, response.reason);
    if (status === 401 || status === 407) {
      if (this.#exchange.answer(response) === 'retry') this.#again();
      else this.#nextTarget(end);
    } else if (status === 422 && minSeOf(response) > Math.max(this.#minSeS, this.#sessionExpiresS)) {
      this.#minSeS = minSeOf(response);
      this.#sessionExpiresS = this.#minSeS;
      this.#again();
    } else if (status === 503 && this.#legs.size === 0) this.#nextHop(end);
    else if (status >= 300 && status < 400) {
      this.#redirects.add(response, this.#invite.mayRedirect ?? (() => true));
      this.#nextTarget(end);
    }
    // §16.7: 6xx is final for all places; others may be tried.
    else if (status >= 600) this.#fail(end);
    else this.#nextTarget(end);
  }

  #unreachable(error: SipError & { status: number }): void {
    this.#transaction = null;
    const end: SipCallEnd = { by: 'failed', status: null, reason: error.message };
    if (this.#legs.size === 0) this.#nextHop(end);
    else this.#fail(end);
  }

  hangUp(reason: HangUpReason = {}): void {
    if (this.state === 'ended') return;
    const text = reason.text ?? 'We hung up.';
    if (this.#winner) {
      this.#winner.bye(reasonHeader(reason));
      this.#fail({ by: 'local', status: null, reason: text });
    } else this.#giveUp({ by: 'local', status: 487, reason: text }, reason);
  }

  #giveUp(end: SipCallEnd, reason: HangUpReason): void {
    const [header] = reasonHeader(reason);
    this.#givenUp = { reason: header?.[1] ?? null };
    if (this.#isHeard) this.#cancel();
    this.#fail(end);
  }

  #cancel(): void {
    const reason = this.#givenUp?.reason ?? null;
    this.#givenUp = null;
    if (this.#transaction) this.ground.transactions.cancel(this.#transaction, reason);
  }

  #dropLegs(but: Session | null): void {
    for (const [tag, { session }] of [...this.#legs])
      if (session !== but) {
        this.#legs.delete(tag);
        if (session === this.session) this.session = null;
        session.dispose();
      }
  }

  #fail(end: SipCallEnd): void {
    if (this.state === 'ended') return;
    this.#ringing.dispose();
    this.#dropLegs(this.#winner);
    this.#invite.media.close();
    this.finish(end);
  }
}

function tagOf(response: SipResponse): string | null {
  return parseAddress(response.headers.get('To') ?? '').parameters.get('tag') ?? null;
}

function isReliably(response: SipResponse): boolean {
  return lists(response, 'Require', '100rel');
}

/** Of dialogs that are hung up as soon as they are there. */
const noMedia: SessionMedia = {
  createOffer: () => '',
  createAnswer: () => '',
  applyAnswer: () => undefined,
  rollBack: () => undefined,
  fork: () => noMedia,
  close: () => undefined,
};
