/**
 * The INVITEs of one outgoing call, one after the other, until one of them leads to a dialog or none is left to try.
 *
 *   resolve ─► INVITE ─┬─ 401, 407: with credentials ─┐
 *                ▲     ├─ 422: longer session timer   ├─► INVITE again
 *                │     ├─ 3xx: the next address       │
 *                └─────┴─ 503, nothing: the next hop ─┘
 */
import type { SipError } from '../../../base/errors.ts';
import type { DigestClient, DigestExchange } from '../auth/digest-client.ts';
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { formatUri, type SipUri } from '../message/uri.ts';
import { formatAddress, parseAddress, parseReplaces, type NameAddress } from '../message/values.ts';
import type { ClientInvite } from '../transaction/client-invite.ts';
import { onTimeline } from '../transaction/on-timeline.ts';
import type { Hop, Received } from '../transport/transport-layer.ts';
import { accountAddress, targetUri } from './addresses.ts';
import type { OutgoingInvite, SipAccount, SipCallEnd } from './api.ts';
import { endOfResponse } from './call-end.ts';
import type { CallGround } from './call-ground.ts';
import {
  acceptSdp,
  allow,
  checkedExtraHeaders,
  sdpType,
  supported,
  type HeaderEntry,
} from './capabilities.ts';
import { Redirects } from './redirects.ts';
import { formatReplaces } from './replaced-call.ts';
import { routesOf } from './requests.ts';
import { minimumIntervalS, minSeOf } from './session-timer.ts';

export interface AttemptsUser {
  provisional(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void;
  /** Each 2xx, also those that repeat. */
  success(response: SipResponse, invite: SipRequest, received: Received<SipResponse>): void;
  /** Nothing is left to try. */
  failed(end: SipCallEnd): void;
  /** It rings somewhere: another server is not tried then (RFC 3263 §4.3). */
  isRinging(): boolean;
  /** Another INVITE goes out: early dialogs of the one before are over. */
  renewed(): void;
}

/** INVITEs that one call may send, for all reasons. */
const maxAttempts = 20;

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
  #transaction: ClientInvite | null = null;
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
    this.#exchange = this.#digest.exchange();
    this.#sessionExpiresS = account.sessionExpiresS;
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
  }

  /** Of the last INVITE, which has had a provisional response. */
  cancel(reason: string | null): void {
    if (this.#transaction) this.#ground.transactions.cancel(this.#transaction, reason);
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
      this.#user.failed(otherwise);
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
      this.#exchange = this.#digest.exchange();
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
    const request = this.#make();
    this.#exchange.authorize(request);
    const transaction: ClientInvite = this.#ground.transactions.invite(request, hop, {
      onResponse: (response, received) => {
        if (response.status < 200) this.#user.provisional(response, request, received);
        else if (response.status < 300) this.#user.success(response, request, received);
        else this.#refused(response);
      },
      onFailure: (error) => {
        this.#unreachable(error);
      },
    });
    // It may have failed at once, and the next attempt be under way.
    if (!transaction.isOver) this.#transaction = transaction;
  }

  #refused(response: SipResponse): void {
    this.#transaction = null;
    if (this.#isStopped) return;
    const { status } = response;
    const end = endOfResponse(status, response.reason);
    if ((status === 401 || status === 407) && this.#exchange.answer(response) === 'retry') this.#again();
    else if (status === 422 && minSeOf(response) > Math.max(this.#minSeS, this.#sessionExpiresS)) {
      this.#minSeS = minSeOf(response);
      this.#sessionExpiresS = this.#minSeS;
      this.#again();
    } else if (status === 503 && !this.#user.isRinging()) this.#nextHop(end);
    // §16.7: 6xx is meant for all places; after others the next may be tried.
    else if (status >= 600) this.#user.failed(end);
    else {
      this.#redirects.add(response);
      this.#nextTarget(end);
    }
  }

  #unreachable(error: SipError & { status: number }): void {
    this.#transaction = null;
    const end: SipCallEnd = { by: 'failed', status: null, reason: error.message };
    if (this.#isStopped) return;
    if (this.#user.isRinging()) this.#user.failed(end);
    else this.#nextHop(end);
  }

  #make(): SipRequest {
    const { tokens, userAgent } = this.#ground;
    const headers = new SipHeaders([
      ['Via', `SIP/2.0/UDP via.invalid;rport;branch=${tokens.branch()}`],
      ['Max-Forwards', '70'],
      ...routesOf(this.#account).map((route): HeaderEntry => ['Route', route]),
      ['From', formatAddress(this.from)],
      ['To', `<${formatUri(this.to)}>`],
      ['Call-ID', this.callId],
      ['CSeq', `${this.#number} INVITE`],
      ['Contact', this.contact],
    ]);
    if (this.#sessionExpiresS > 0) {
      headers.append('Session-Expires', String(Math.max(this.#sessionExpiresS, this.#minSeS)));
      headers.append('Min-SE', String(this.#minSeS));
    }
    const asserted = this.#invite.assertedIdentity;
    if (asserted != null && asserted !== '') {
      const uri = accountAddress(this.#account, { user: asserted }).uri;
      headers.append('P-Asserted-Identity', `<${formatUri(uri)}>`);
    }
    const ours: HeaderEntry[] = [allow, supported, acceptSdp, ['User-Agent', userAgent]];
    for (const [name, value] of [...ours, ...this.#extraHeaders, sdpType]) headers.append(name, value);
    const body = new TextEncoder().encode(this.#offer);
    return { kind: 'request', method: 'INVITE', uri: formatUri(this.#target), headers, body };
  }
}
