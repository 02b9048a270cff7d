/**
 * The INVITEs of one outgoing call, one after the other, until one of them leads to a dialog or none is left to try.
 *
 *   resolve ─► INVITE ─┬─ 401, 407: with credentials ─┐
 *                ▲     ├─ 422: longer session timer   ├─► INVITE again
 *                │     ├─ 3xx: the next address       │
 *                └─────┴─ 503, nothing: the next hop ─┘
 *
 * Over UDP a server that is dead says so after 32 s (Timer B) only. So where there is another, the first is set aside after 4 s of
 * silence: if it speaks up before the other does, the call goes on there; if later, it hears CANCEL, or ACK and BYE.
 */
import type { SipError } from '../../../base/errors.ts';
import type { DigestClient, DigestExchange } from '../auth/digest-client.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { formatUri, type SipUri } from '../message/uri.ts';
import { parseAddress, parseReplaces, type NameAddress } from '../message/values.ts';
import type { ClientInvite } from '../transaction/client-invite.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import { Timer } from '../transaction/timers.ts';
import type { Hop, Received } from '../transport/transport-layer.ts';
import { accountAddress, targetUri } from './addresses.ts';
import type { OutgoingInvite, SipAccount, SipCallEnd } from './api.ts';
import { endOfResponse } from './call-end.ts';
import type { CallGround } from './call-ground.ts';
import { checkedExtraHeaders, type HeaderEntry } from './capabilities.ts';
import { inviteRequest } from './invite-request.ts';
import { Redirects } from './redirects.ts';
import { formatReplaces } from './replaced-call.ts';
import { routesOf } from './requests.ts';
import { retryAfterMs } from './retry-after.ts';
import { minimumIntervalS, minSeOf } from './session-timer.ts';

export interface AttemptsUser {
  provisional(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void;
  /** Each 2xx, also those that repeat. */
  success(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void;
  /** A 2xx of a server that had been given up: another one has the call. Each time it comes. */
  unwanted(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void;
  /** Nothing is left to try. */
  failed(end: SipCallEnd): void;
  /** It rings somewhere: another server is not tried then (RFC 3263 §4.3). */
  isRinging(): boolean;
  /** Another INVITE goes out: early dialogs of the one before are over. */
  renewed(): void;
}

/** INVITEs that one call may send, for all reasons. */
const maxAttempts = 20;
/** By then an INVITE has gone out four times (Timer A: 0, 0.5, 1.5, 3.5 s). */
const silentAfterMs = 4000;

/** Without the status, which speaks of the trunk's own password. */
const foreignRealm: SipCallEnd = {
  by: 'remote',
  status: null,
  reason:
    'Somebody beyond the trunk’s server asks for a password of their own (401). The trunk’s is for its server alone, so the call was given up.',
};

/** One INVITE to one hop. */
interface Attempt {
  readonly hop: Hop;
  transaction: ClientInvite | null;
  /** Anything has come back. */
  isHeard: boolean;
  isCancelled: boolean;
}

export class InviteAttempts {
  readonly callId: string;
  readonly from: NameAddress;
  readonly to: SipUri;
  readonly #ground: CallGround;
  readonly #account: SipAccount;
  readonly #invite: OutgoingInvite;
  readonly #user: AttemptsUser;
  readonly #extraHeaders: HeaderEntry[];
  readonly #redirects: Redirects;
  #digest: DigestClient;
  #exchange: DigestExchange;
  #offer = '';
  #target: SipUri;
  #hops: Hop[] = [];
  #hop: Hop | null = null;
  #number = 1;
  #count = 0;
  #sessionExpiresS: number;
  #minSeS = minimumIntervalS;
  /** The one that counts; null: none is under way. */
  #attempt: Attempt | null = null;
  /** Of which nothing was heard in time, and which may still speak up. */
  readonly #aside = new Set<Attempt>();
  readonly #silence: Timer;
  #isStopped = false;

  /** @throws SipError `number-invalid`, `input-invalid` */
  constructor(ground: CallGround, account: SipAccount, invite: OutgoingInvite, user: AttemptsUser) {
    this.#ground = ground;
    this.#account = account;
    this.#invite = invite;
    this.#user = user;
    this.callId = ground.tokens.callId();
    this.to = targetUri(invite.target);
    this.from = accountAddress(account, invite.from);
    this.from.parameters.set('tag', ground.tokens.tag());
    this.#extraHeaders = checkedExtraHeaders(invite.extraHeaders ?? []);
    if (invite.replaces != null)
      this.#extraHeaders.push(['Replaces', formatReplaces(parseReplaces(invite.replaces))]);
    this.#target = this.to;
    this.#redirects = new Redirects(this.to);
    this.#digest = ground.digestFor(account);
    this.#exchange = this.#digest.exchange('anybody');
    this.#sessionExpiresS = account.sessionExpiresS;
    this.#silence = new Timer(ground.timeline);
  }

  /** Where the last INVITE went. */
  get hop(): Hop | null {
    return this.#hop;
  }

  get digest(): DigestClient {
    return this.#digest;
  }

  get contact(): string {
    return `<${formatUri(this.#ground.contacts.uri(this.#account))}>`;
  }

  start(offer: string): void {
    this.#offer = offer;
    this.#resolve(this.#target);
  }

  /** No further INVITE; what comes of the last one is still told. */
  stop(): void {
    this.#isStopped = true;
    this.#silence.dispose();
  }

  /** Of the last INVITE, which has had a provisional response. */
  cancel(reason: string | null): void {
    const transaction = this.#attempt?.transaction;
    if (transaction) this.#ground.transactions.cancel(transaction, reason);
  }

  #resolve(target: SipUri): void {
    this.#target = target;
    onTimeline(
      this.#ground.timeline,
      () => {
        const [route] = routesOf(this.#account);
        return this.#ground.resolve(route === undefined ? target : parseAddress(route).uri, this.#account);
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
    if (this.#isStopped) return;
    this.#hop = this.#hops.shift() ?? null;
    if (this.#hop) this.#send(this.#hop);
    else this.#nextTarget(otherwise);
  }

  /** RFC 3261 §8.1.3.4. */
  #nextTarget(otherwise: SipCallEnd): void {
    if (this.#isStopped) return;
    const next = this.#redirects.next();
    if (!next) {
      if (otherwise.status !== null || !this.#waitForSilent()) this.#user.failed(otherwise);
      return;
    }
    const { mayRedirect } = this.#invite;
    onTimeline(
      this.#ground.timeline,
      () => (mayRedirect ? mayRedirect(formatUri(next)) : next.user === this.to.user),
      (may) => {
        if (may) this.#follow(next);
        else this.#nextTarget(otherwise);
      },
      // Rules that cannot be asked forbid.
      () => {
        this.#nextTarget(otherwise);
      },
    );
  }

  #follow(next: SipUri): void {
    if (this.#isStopped) return;
    this.#number += 1;
    // Credentials are for our own server, not for whoever it names.
    if (next.host.toLowerCase() !== this.to.host.toLowerCase() && this.#account.outboundProxy === null) {
      this.#digest = this.#ground.digestFor(null);
      this.#exchange = this.#digest.exchange('anybody');
    }
    this.#resolve(next);
  }

  #again(): void {
    this.#number += 1;
    if (this.#hop) this.#send(this.#hop);
  }

  #send(hop: Hop): void {
    if (this.#isStopped) return;
    this.#count += 1;
    if (this.#count > maxAttempts) {
      const reason = 'The other side sent the call back again and again.';
      this.#user.failed({ by: 'failed', status: 482, reason });
      return;
    }
    this.#user.renewed();
    const request = inviteRequest(this.#ground, this.#account, {
      invite: this.#invite,
      target: this.#target,
      to: this.to,
      from: this.from,
      callId: this.callId,
      number: this.#number,
      contact: this.contact,
      sessionExpiresS: this.#sessionExpiresS,
      minSeS: this.#minSeS,
      extraHeaders: this.#extraHeaders,
      offer: this.#offer,
    });
    this.#exchange.authorize(request);
    const attempt: Attempt = { hop, transaction: null, isHeard: false, isCancelled: false };
    this.#attempt = attempt;
    this.#silence.dispose();
    const transaction = this.#ground.transactions.invite(request, hop, {
      onResponse: (response, received) => {
        this.#heard(attempt, response, request, received);
      },
      onFailure: (error) => {
        this.#aside.delete(attempt);
        if (attempt === this.#attempt) this.#unreachable(error);
      },
    });
    // It may have failed at once, and the next attempt be under way.
    if (transaction.isOver) return;
    attempt.transaction = transaction;
    if (hop.transport === 'udp' && this.#hops.length > 0)
      this.#silence.set(silentAfterMs, () => {
        this.#setAside(attempt);
        this.#nextHop({ by: 'failed', status: null, reason: 'No server answered.' });
      });
  }

  #heard(
    attempt: Attempt,
    response: SipResponse,
    request: SipRequest,
    received: Received<SipResponse>,
  ): void {
    attempt.isHeard = true;
    this.#aside.delete(attempt);
    if (attempt !== this.#attempt && !this.#comesBack(attempt, response)) {
      this.#tooLate(attempt, response, request, received);
      return;
    }
    this.#silence.dispose();
    if (response.status < 200) this.#user.provisional(response, request, received);
    else if (response.status < 300) this.#user.success(response, request, received);
    else this.#refused(response);
  }

  #setAside(attempt: Attempt): void {
    this.#aside.add(attempt);
    attempt.transaction?.hush();
  }

  /** A server that was set aside speaks first after all. */
  #comesBack(attempt: Attempt, response: SipResponse): boolean {
    const current = this.#attempt;
    if (this.#isStopped || response.status === 503 || !current || current.isHeard) return false;
    this.#setAside(current);
    this.#attempt = attempt;
    this.#hop = attempt.hop;
    return true;
  }

  /** Another server has the call, or nobody wants it any more. Refusals have been acknowledged by the transaction. */
  #tooLate(
    attempt: Attempt,
    response: SipResponse,
    request: SipRequest,
    received: Received<SipResponse>,
  ): void {
    if (response.status >= 300) return;
    if (response.status >= 200) this.#user.unwanted(response, request, received);
    else if (attempt.transaction && !attempt.isCancelled) {
      attempt.isCancelled = true;
      this.#ground.transactions.cancel(attempt.transaction, null);
    }
  }

  /** The others could not be reached: one that has only been silent may still answer. False: there is none. */
  #waitForSilent(): boolean {
    const [silent] = [...this.#aside].reverse();
    if (!silent) return false;
    this.#aside.delete(silent);
    this.#attempt = silent;
    this.#hop = silent.hop;
    return true;
  }

  #refused(response: SipResponse): void {
    this.#attempt = null;
    if (this.#isStopped) return;
    const { status } = response;
    const end = endOfResponse(status, response.reason);
    const digest = status === 401 || status === 407 ? this.#exchange.answer(response) : null;
    if (digest === 'retry') this.#again();
    else if (digest === 'foreign') this.#user.failed(foreignRealm);
    else if (status === 422 && minSeOf(response) > Math.max(this.#minSeS, this.#sessionExpiresS)) {
      this.#minSeS = minSeOf(response);
      this.#sessionExpiresS = this.#minSeS;
      this.#again();
    } else if (status === 503 && !this.#user.isRinging()) {
      const restMs = retryAfterMs(response);
      if (restMs > 0 && this.#hop) this.#ground.avoid(this.#hop, restMs);
      this.#nextHop(end);
    }
    // §16.7: 6xx is meant for all places; after others the next may be tried.
    else if (status >= 600) this.#user.failed(end);
    else {
      this.#redirects.add(response);
      this.#nextTarget(end);
    }
  }

  #unreachable(error: SipError & { status: number }): void {
    this.#attempt = null;
    this.#silence.dispose();
    const end: SipCallEnd = { by: 'failed', status: null, reason: error.message };
    if (this.#isStopped) return;
    if (this.#user.isRinging()) this.#user.failed(end);
    else this.#nextHop(end);
  }
}
