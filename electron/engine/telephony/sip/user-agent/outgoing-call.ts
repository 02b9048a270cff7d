/**
 * A call of ours and the dialogs that its INVITE makes, RFC 3261 §13.2.
 *
 *   INVITE ─┬─ 1xx: early dialogs, one a tag
 *           ├─ 2xx: the first wins; others are acknowledged and hung up
 *           └─ nothing left to try (`invite-attempts.ts`): end
 *
 * Given up before an answer (hang-up, ring timeout): CANCEL as soon as there was a provisional response (§9.1); a 2xx that
 * crosses it is acknowledged and hung up.
 */
import { Dialog } from '../dialog/dialog.ts';
import { bodyOfType } from '../message/content.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { formatUri } from '../message/uri.ts';
import { parseAddress } from '../message/values.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import { Timer } from '../transaction/timers.ts';
import type { Received } from '../transport/transport-layer.ts';
import type { OutgoingInvite, SessionMedia, SipAccount, SipCallEnd } from './api.ts';
import { CallCore, reasonHeader, type HangUpReason } from './call-core.ts';
import type { CallGround } from './call-ground.ts';
import { lists, type HeaderEntry } from './capabilities.ts';
import { credentialsOf, numberOf } from './dialog-requests.ts';
import { hopAlong } from './dialog-route.ts';
import { InviteAttempts } from './invite-attempts.ts';
import { Session } from './session.ts';

/** An early dialog: one of the places where it rings. */
interface Leg {
  session: Session;
  /** RSeq of the last reliable response, null before the first (RFC 3262 §4). */
  rseq: number | null;
  /** The description that was taken, to notice another one. */
  sdp: string | null;
  isReliablyAnswered: boolean;
}

/** Places that may ring at once, and those whose answers we hang up. */
const maxLegs = 16;

export class OutgoingCall extends CallCore {
  readonly direction = 'outbound';
  readonly #account: SipAccount;
  readonly #invite: OutgoingInvite;
  readonly #attempts: InviteAttempts;
  readonly #legs = new Map<string, Leg>();
  readonly #ringing: Timer;
  /** A provisional response was there: CANCEL may be sent. */
  #isHeard = false;
  /** Reason of the CANCEL that is due; null: none is. */
  #givenUp: { reason: string | null } | null = null;
  #winner: Session | null = null;
  #refusedAnswers = 0;

  private constructor(
    ground: CallGround,
    { account, invite, attempts }: { account: SipAccount; invite: OutgoingInvite; attempts: InviteAttempts },
    gone: (call: CallCore) => void,
  ) {
    const { callId, to, from } = attempts;
    const identity = {
      callId,
      account,
      remote: { uri: formatUri(to), displayName: '' },
      local: { uri: formatUri(from.uri), displayName: from.displayName },
    };
    super(ground, identity, gone);
    this.#account = account;
    this.#invite = invite;
    this.#attempts = attempts;
    this.#ringing = new Timer(ground.timeline);
  }

  /** @throws SipError `number-invalid`, `input-invalid` */
  static make(
    ground: CallGround,
    account: SipAccount,
    invite: OutgoingInvite,
    gone: (call: CallCore) => void,
  ): OutgoingCall {
    const attempts: InviteAttempts = new InviteAttempts(ground, account, invite, {
      provisional: (response, request, received) => {
        call.#provisional(response, request, received);
      },
      success: (response, request, received) => {
        call.#success(response, request, received);
      },
      unwanted: (response, request, received) => {
        call.#refuseAnswer(response, request, received);
      },
      failed: (end) => {
        call.#fail(end);
      },
      isRinging: () => call.#legs.size > 0,
      renewed: () => {
        call.#isHeard = false;
        call.#dropLegs(null, true);
      },
    });
    const call: OutgoingCall = new OutgoingCall(ground, { account, invite, attempts }, gone);
    return call;
  }

  get media(): SessionMedia {
    return (this.#winner ?? this.session)?.media ?? this.#invite.media;
  }

  start(): void {
    if (this.state === 'ended') return;
    const { timeline } = this.ground;
    this.#ringing.set(this.#invite.ringTimeoutMs, () => {
      const seconds = Math.round(this.#invite.ringTimeoutMs / 1000);
      const nobody = { status: 408, reason: `Nobody answered within ${seconds} seconds.` };
      const nothing = {
        status: null,
        reason: `Nothing came back within ${seconds} seconds. Check the trunk’s server, and whether a firewall stands between.`,
      };
      this.#giveUp({ by: 'failed', ...(this.#isHeard ? nobody : nothing) }, {});
    });
    onTimeline(
      timeline,
      () => this.#invite.media.createOffer(),
      (sdp) => {
        if (this.state !== 'ended') this.#attempts.start(sdp);
      },
      (error) => {
        this.#fail({ by: 'failed', status: error.status, reason: error.message });
      },
    );
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
      digest: this.#attempts.digest,
      contact: () => this.#attempts.contact,
      known: hopAlong(received.flow, this.#attempts.hop),
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
      if (this.#winner.dialog.id.remoteTag === tag) this.#winner.acknowledgeAgain(numberOf(invite));
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
      known.acknowledgeAgain(numberOf(invite));
      return;
    }
    // Whoever answers under ever more names is not worth a dialog each.
    if (this.#refusedAnswers >= maxLegs) return;
    this.#refusedAnswers += 1;
    const session = this.#sessionOf(response, invite, received, noMedia);
    session.requests.acknowledge(numberOf(invite), credentialsOf(invite));
    session.bye();
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
    this.#attempts.cancel(reason);
  }

  /** @param keepsMedia another INVITE with the same offer follows: only what was forked off is closed */
  #dropLegs(but: Session | null, keepsMedia = false): void {
    for (const [tag, { session }] of [...this.#legs])
      if (session !== but) {
        this.#legs.delete(tag);
        if (session === this.session) this.session = null;
        session.dispose(keepsMedia && session.media === this.#invite.media);
      }
  }

  #fail(end: SipCallEnd): void {
    if (this.state === 'ended') return;
    this.#ringing.dispose();
    this.#attempts.stop();
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
