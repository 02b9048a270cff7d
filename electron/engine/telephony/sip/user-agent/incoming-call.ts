/**
 * A call that came in, RFC 3261 §13.3.
 *
 *   INVITE ─► pending ── ring, earlyMedia: 1xx ──► pending
 *                │ answer: 2xx, repeated            │ refuse: 3xx–6xx    │ CANCEL: 487, BYE
 *                ▼                                  ▼                    ▼
 *            answered ── ACK ──► confirmed         over                 over
 *                │ none within 64·T1: BYE
 *                ▼
 *               over
 */
import { SipError } from '../../../base/errors.ts';
import type { DigestClient } from '../auth/digest-client.ts';
import { Dialog } from '../dialog/dialog.ts';
import { bodyOfType } from '../message/content.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { formatUri } from '../message/uri.ts';
import { makeResponse } from '../transaction/make-response.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import type { ServerRequest } from '../transaction/server-request.ts';
import { Timer } from '../transaction/timers.ts';
import type { IncomingSipCall, SessionMedia, SipAccount, SipCallEnd } from './api.ts';
import { AwaitingAck } from './awaiting-ack.ts';
import { CallCore, reasonHeader, type HangUpReason } from './call-core.ts';
import type { CallGround } from './call-ground.ts';
import { acceptSdp, allow, lists, sdpType, supported, type HeaderEntry } from './capabilities.ts';
import { numberOf } from './dialog-requests.ts';
import { hopBack } from './dialog-route.ts';
import { LateMedia } from './late-media.ts';
import { ReliableProvisionals } from './reliable-provisionals.ts';
import { reasonIn, Session } from './session.ts';

/** A proxy drops a call of which it hears nothing for three minutes (§13.3.1.1, §16.6). */
const remindEveryMs = 60_000;
/** Nobody takes it: given up. */
const pendingForMs = 180_000;

export interface IncomingSetUp {
  transaction: ServerInvite;
  account: SipAccount | null;
  digest: DigestClient;
  /** Value of Contact, as it is at the moment. */
  contact: () => string;
  replaces: CallCore | null;
}

export class IncomingCall extends CallCore implements IncomingSipCall {
  readonly direction = 'inbound';
  readonly calledUri: string;
  readonly #replaces: CallCore | null;
  readonly #transaction: ServerInvite;
  readonly #invite: SipRequest;
  readonly #tag: string;
  readonly #own: Session;
  readonly #late = new LateMedia();
  readonly #provisionals: ReliableProvisionals;
  readonly #needsReliable: boolean;
  readonly #canReliable: boolean;
  readonly #offer: string | null;
  readonly #reminder: Timer;
  readonly #patience: Timer;
  #lastProvisional: SipResponse | null = null;
  /** Our description: the answer, or the offer where the INVITE had none. */
  #described: { sdp: string; isReliable: boolean } | null = null;
  /** The caller's answer to our offer came in a PRACK already. */
  #isOfferAnswered = false;
  #awaitingAck: AwaitingAck | null = null;
  #confirmed: (() => void) | null = null;
  /** The 2xx waits for a PRACK. */
  #whenAcknowledged: (() => void) | null = null;

  constructor(ground: CallGround, setUp: IncomingSetUp, gone: (call: CallCore) => void) {
    const { transaction, account, digest, contact } = setUp;
    const { message: invite, flow } = transaction.received;
    const tag = ground.tokens.tag();
    const dialog = Dialog.ofRequest(invite, tag);
    const { local, remote } = dialog;
    const identity = {
      callId: dialog.id.callId,
      account,
      remote: { uri: formatUri(remote.uri), displayName: remote.displayName },
      local: { uri: formatUri(local.uri), displayName: local.displayName },
    };
    super(ground, identity, gone);
    transaction.toTag = tag;
    this.calledUri = invite.uri;
    this.#transaction = transaction;
    this.#invite = invite;
    this.#tag = tag;
    this.#replaces = setUp.replaces;
    this.#offer = bodyOfType(invite, 'application/sdp');
    this.#needsReliable = lists(invite, 'Require', '100rel');
    this.#canReliable = this.#needsReliable || lists(invite, 'Supported', '100rel');
    this.#own = new Session(ground, {
      dialog,
      media: this.#late,
      account,
      digest,
      contact,
      known: hopBack(flow, account),
      ownsCallId: false,
      user: {
        emit: (event) => {
          this.emit(event);
        },
        ended: (end) => {
          this.#awaitingAck?.dispose();
          this.#awaitingAck = null;
          this.#end(end, 487);
        },
        prack: (prack) => this.#prack(prack),
        ack: (ack) => {
          this.#ack(ack);
        },
      },
    });
    this.session = this.#own;
    this.#own.learn(invite);
    this.#own.offers.setOpen('theirs');
    this.learnHeaders(invite.headers);
    this.#provisionals = new ReliableProvisionals(ground, transaction, () => {
      const reason = 'The caller never confirmed a provisional response.';
      this.#end({ by: 'failed', status: 504, reason }, 504);
    });
    this.#reminder = new Timer(ground.timeline);
    this.#patience = new Timer(ground.timeline);
    const expiresMs = expiryMs(invite);
    this.#patience.set(Math.min(pendingForMs, expiresMs ?? pendingForMs), () => {
      // §13.3.1: the caller has said how long its invitation holds.
      if (expiresMs !== null && expiresMs <= pendingForMs)
        this.#end({ by: 'remote', status: 487, reason: 'The caller’s invitation ran out.' }, 487);
      else this.#end({ by: 'failed', status: 480, reason: 'Nobody took the call.' }, 480);
    });
    transaction.onCancel = (cancel) => {
      const reason = reasonIn(cancel) ?? 'The caller hung up before the answer.';
      this.#end({ by: 'remote', status: 487, reason }, 487);
    };
  }

  get media(): SessionMedia {
    return this.#late.isThere ? this.#late.media : this.#late;
  }

  get replaces(): CallCore | null {
    return this.#replaces;
  }

  #mayAnswer(): boolean {
    return this.state !== 'ended' && !this.#transaction.isAnswered && !this.#whenAcknowledged;
  }

  ring(): void {
    if (!this.#mayAnswer()) return;
    this.#provisional(makeResponse(this.#invite, 180, this.#content()), false);
    this.move('ringing', 180);
  }

  async earlyMedia(media: SessionMedia): Promise<void> {
    if (!this.#mayAnswer() || this.#described) return;
    const isReliable = this.#needsReliable || (this.#offer === null && this.#canReliable);
    // An offer of ours needs an answer, which only a PRACK could bring (RFC 3262 §5).
    if (this.#offer === null && !isReliable)
      throw new SipError('unsupported', 'This caller cannot hear anything before the call is answered.');
    const sdp = await this.#describe(media);
    if (sdp === null || !this.#mayAnswer()) return;
    this.#described = { sdp, isReliable };
    this.#provisional(makeResponse(this.#invite, 183, this.#content(sdp)), isReliable, () => {
      this.#own.offers.setOpen('settled');
    });
    if (!isReliable) this.#own.offers.heard(this.#offer ?? '');
    this.move('early-media', 183);
  }

  async answer(media: SessionMedia): Promise<void> {
    if (!this.#mayAnswer()) return;
    let described = this.#described;
    if (!described) {
      const sdp = await this.#describe(media);
      if (sdp === null || !this.#mayAnswer()) return;
      described = { sdp, isReliable: false };
      this.#described = described;
    }
    const { sdp } = described;
    await new Promise<void>((resolve) => {
      this.#confirmed = resolve;
      const accept = () => {
        this.#whenAcknowledged = null;
        if (this.state !== 'ended') this.#accept(sdp);
      };
      // §13.3.1.4 and RFC 3262 §3: a description that is not acknowledged yet comes first.
      if (this.#provisionals.isPending) this.#whenAcknowledged = accept;
      else accept();
    });
  }

  /** Null: the call is over meanwhile. @throws SipError when the offer cannot be taken; the caller has been told then */
  #describe(media: SessionMedia): Promise<string | null> {
    this.#late.set(media);
    const offer = this.#offer;
    return new Promise((resolve, reject) => {
      onTimeline(
        this.ground.timeline,
        () => (offer === null ? media.createOffer() : media.createAnswer(offer)),
        (sdp) => {
          if (this.state === 'ended') media.close();
          resolve(this.state === 'ended' ? null : sdp);
        },
        (error) => {
          this.#end(
            { by: 'failed', status: error.status ?? 488, reason: error.message },
            error.status ?? 488,
          );
          reject(error);
        },
      );
    });
  }

  #accept(sdp: string): void {
    const { timer, offers } = this.#own;
    const isAnswerDue = this.#offer === null && !this.#isOfferAnswered;
    // What a PRACK has acknowledged is not said twice (RFC 3262 §5).
    const isSaid = this.#described?.isReliable === true;
    const content = this.#content(isSaid ? undefined : sdp);
    content.headers.push(...timer.answer(this.#invite), acceptSdp);
    const response = makeResponse(this.#invite, 200, content);
    this.#provisionals.dispose();
    this.#reminder.dispose();
    this.#patience.dispose();
    this.#own.dialog.confirm();
    if (isAnswerDue) offers.setOpen('ours');
    else {
      if (this.#offer !== null) offers.heard(this.#offer);
      offers.setOpen('settled');
    }
    this.#awaitingAck = new AwaitingAck(
      this.ground,
      { transaction: this.#transaction, response, number: numberOf(this.#invite) },
      (ack) => {
        this.#acknowledged(ack, isAnswerDue);
      },
      () => {
        this.#own.bye(reasonHeader({ status: 408, text: 'No ACK' }));
        this.#end({ by: 'failed', status: 408, reason: 'The caller never confirmed our answer.' }, 487);
      },
    );
    this.move('answered', 200);
    this.#replaces?.hangUp({ status: 200, text: 'Call replaced' });
  }

  #ack(ack: SipRequest): void {
    if (this.#awaitingAck?.number !== numberOf(ack)) return;
    const awaiting = this.#awaitingAck;
    this.#awaitingAck = null;
    awaiting.receive(ack);
  }

  #acknowledged(ack: SipRequest, isAnswerDue: boolean): void {
    // We hung up meanwhile: a BYE had to wait for the ACK (§15).
    if (this.state === 'ended') {
      this.#own.bye();
      return;
    }
    if (isAnswerDue) this.#own.offers.received.answeredInAck(ack);
    this.#own.offers.ready();
    this.move('confirmed', 200);
    this.#settle();
  }

  #settle(): void {
    this.#confirmed?.();
    this.#confirmed = null;
  }

  /** RFC 3262 §3, §5: may bring the answer to our offer, or a new offer. */
  #prack(transaction: ServerRequest): boolean {
    const { message: prack } = transaction.received;
    if (!this.#provisionals.isAwaited(prack)) return false;
    const sdp = bodyOfType(prack, 'application/sdp');
    const isAnswer = this.#offer === null && !this.#isOfferAnswered;
    onTimeline(
      this.ground.timeline,
      (): string | null | Promise<string | null> => {
        if (sdp === null) return null;
        if (!isAnswer) return this.#late.createAnswer(sdp);
        const applied = this.#late.applyAnswer(sdp, true);
        return applied instanceof Promise ? applied.then(() => null) : null;
      },
      (answer) => {
        if (sdp !== null && isAnswer) this.#isOfferAnswered = true;
        if (sdp !== null) this.#own.offers.heard(sdp);
        transaction.respond(makeResponse(prack, 200, answer === null ? {} : described(answer)));
        this.#provisionals.receive(prack);
        if (!this.#provisionals.isPending) this.#whenAcknowledged?.();
      },
      (error) => {
        transaction.respond(makeResponse(prack, error.status ?? 488));
        this.#provisionals.receive(prack);
        if (!this.#provisionals.isPending) this.#whenAcknowledged?.();
      },
    );
    return true;
  }

  #provisional(response: SipResponse, isReliable: boolean, acknowledged: () => void = () => undefined): void {
    if (isReliable || this.#needsReliable) this.#provisionals.send(response, acknowledged);
    else this.#transaction.respond(response);
    this.#lastProvisional = response;
    this.#remind();
  }

  #remind(): void {
    this.#reminder.set(remindEveryMs, () => {
      if (this.#lastProvisional && this.#mayAnswer() && !this.#provisionals.isPending && !this.#needsReliable)
        this.#transaction.respond(this.#lastProvisional);
      this.#remind();
    });
  }

  #content(sdp?: string): { toTag: string; headers: HeaderEntry[]; body?: Uint8Array } {
    const server: HeaderEntry = ['Server', this.ground.userAgent];
    const headers: HeaderEntry[] = [['Contact', this.#own.contact], allow, supported, server];
    if (sdp === undefined) return { toTag: this.#tag, headers };
    return { toTag: this.#tag, headers: [...headers, sdpType], body: new TextEncoder().encode(sdp) };
  }

  refuse(status: number, reason?: string): void {
    if (this.state === 'ended') return;
    const text = reason ?? 'We refused the call.';
    if (this.#transaction.isAnswered) this.hangUp({ status, text });
    else this.#end({ by: 'local', status, reason: text }, status, reason);
  }

  hangUp(reason: HangUpReason = {}): void {
    if (this.state === 'ended') return;
    if (!this.#transaction.isAnswered) {
      this.refuse(reason.status ?? 603, reason.text);
      return;
    }
    const end: SipCallEnd = { by: 'local', status: null, reason: reason.text ?? 'We hung up.' };
    if (!this.#awaitingAck) this.#own.bye(reasonHeader(reason));
    // §15: no BYE before the ACK; the media are silent at once.
    else this.#late.close();
    this.#over(end);
  }

  /** @param status for the INVITE, where it is unanswered */
  #end(end: SipCallEnd, status: number, reason?: string): void {
    if (this.state === 'ended') return;
    if (!this.#transaction.isAnswered) {
      const toTag = this.#tag;
      const words = reason === undefined ? {} : { reason: reason.replace(/[\r\n]+/g, ' ').slice(0, 120) };
      this.#transaction.respond(makeResponse(this.#invite, Math.max(status, 300), { toTag, ...words }));
      this.#own.dispose();
    }
    this.#over(end);
  }

  #over(end: SipCallEnd): void {
    this.#provisionals.dispose();
    this.#reminder.dispose();
    this.#patience.dispose();
    this.#whenAcknowledged = null;
    this.finish(end);
    this.#settle();
  }
}

/** Expires of an INVITE (§20.19); null where it does not say. */
function expiryMs({ headers }: SipRequest): number | null {
  const seconds = /^\s*(\d{1,10})\s*$/.exec(headers.get('Expires') ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function described(sdp: string): { headers: HeaderEntry[]; body: Uint8Array } {
  return { headers: [sdpType], body: new TextEncoder().encode(sdp) };
}
