/**
 * The registration of one account, RFC 3261 §10, with the outbound extension as far as one flow (RFC 5626).
 *
 *                     ┌──────────────────────────────┐ due again, network changed
 *                     ▼                              │
 *   unregistered   registering ──── 2xx ────► registered ◄───┐ refreshed
 *        ▲            │    ▲                      │ └────────┘
 *        │ close()    │    │ after the back-off,  │ refused, nobody answers, connection lost
 *        │            ▼    │ network changed      ▼
 *      (any) ◄────── failed ◄─────────────────────┘
 *
 * We are called by the connection that we registered on: where it is lost we are not, so another is opened (RFC 5626 §4.4).
 * A refused password or account (401, 403, 407) is not tried again by itself: servers lock out who keeps asking.
 */
import type { Disposable } from '../../../base/disposable.ts';
import { SipError, toStudioError } from '../../../base/errors.ts';
import { Emitter } from '../../../base/event.ts';
import type { Timeline } from '../../../base/timeline.ts';
import { formatUri, sameUri, type SipUri } from '../message/uri.ts';
import { userAgentAbilities } from '../message/validate.ts';
import { contactPlaceholder, type Flow } from '../transport/transport-layer.ts';
import type { Registration, RegistrationState, SipAccount } from './api.ts';
import type { OwnContacts } from './own-contacts.ts';
import { grantedSeconds, minExpires, refusalOf, sentContact } from './registration-answer.ts';
import { backOffMs, goodConnectionMs, refreshAfterMs } from './registration-times.ts';
import { registrarOf, type RequestOutcome, type RequestSender, type RequestSequence } from './requests.ts';

export interface RegistrationGround {
  readonly timeline: Timeline;
  readonly sender: RequestSender;
  readonly contacts: OwnContacts;
  /** Evenly from 0 up to, not including, 1: spreads what many clients would do at once. */
  readonly fraction: () => number;
  /** `urn:uuid:…` of this installation, RFC 5626 §4.1; null: the outbound extension is not offered. */
  readonly instanceId: string | null;
}

/** Our contact is registered anew this often in a row when the server sees us elsewhere each time (a symmetric NAT). */
const maxRebinds = 2;
/** A registrar that wants longer intervals says so once; one that wants ever longer ones is asked again after the back-off. */
const maxLengthenings = 3;
const farewellMs = 1000;

export class AccountRegistration implements Registration {
  readonly #emitter = new Emitter<RegistrationState>();
  readonly onState = this.#emitter.on;
  readonly #ground: RegistrationGround;
  readonly #account: SipAccount;
  readonly #sequence: RequestSequence;
  #state: RegistrationState = { state: 'unregistered' };
  #expiresS: number;
  #instanceId: string | null;
  /** The contact that the registrar has of us. */
  #bound: SipUri | null = null;
  #failures = 0;
  /** By which the registrar reaches us, and since when, ms. */
  #flow: Flow | null = null;
  #flowSinceMs = 0;
  /** Connections in a row that did not last. */
  #lost = 0;
  #rebinds = 0;
  #lengthenings = 0;
  #attempt: AbortController | null = null;
  #timer: Disposable | null = null;
  #isClosed = false;

  /** Asks at once. @param account its `registerExpiresS` is a number */
  constructor(ground: RegistrationGround, account: SipAccount) {
    this.#ground = ground;
    this.#account = account;
    this.#sequence = ground.sender.sequence();
    this.#expiresS = account.registerExpiresS ?? 600;
    this.#instanceId = ground.instanceId;
    this.#register();
  }

  get state(): RegistrationState {
    return this.#state;
  }

  refresh(): void {
    if (this.#isClosed) return;
    this.#failures = 0;
    this.#rebinds = 0;
    // Our address may be another one: the server tells.
    this.#ground.contacts.forget(this.#account);
    this.#register();
  }

  /** @param flow any connection of the user agent */
  flowClosed(flow: Flow): void {
    if (this.#flow !== flow) return;
    this.#flow = null;
    // One that is being renewed fails by itself.
    if (this.#isClosed || this.#attempt || this.#state.state !== 'registered') return;
    const { timeline } = this.#ground;
    if (timeline.now() - this.#flowSinceMs >= goodConnectionMs) this.#lost = 0;
    this.#failures = this.#lost;
    this.#lost += 1;
    this.#timer?.dispose();
    const message = 'The connection to the server was lost. It is opened again by itself.';
    this.#fail({ status: null, message, isFinal: false, retryAfterMs: 0 });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.dispose();
    const mayBeBound = this.#bound !== null || this.#attempt !== null;
    this.#attempt?.abort();
    this.#set({ state: 'unregistered' });
    if (mayBeBound) await this.#sayFarewell();
    this.#ground.contacts.forget(this.#account);
    this.#emitter.dispose();
  }

  #register(): void {
    this.#timer?.dispose();
    this.#attempt?.abort();
    const attempt = new AbortController();
    this.#attempt = attempt;
    if (this.#state.state !== 'registered') this.#set({ state: 'registering' });
    const { timeline } = this.#ground;
    const settle = (task: () => void) => {
      timeline.post(() => {
        if (this.#attempt !== attempt || this.#isClosed) return;
        this.#attempt = null;
        task();
      });
    };
    this.#send(this.#expiresS, attempt.signal).then(
      (outcome) => {
        settle(() => {
          this.#answered(outcome);
        });
      },
      (error: unknown) => {
        settle(() => {
          const status = error instanceof SipError ? error.status : null;
          this.#fail({ status, message: toStudioError(error).message, isFinal: false, retryAfterMs: 0 });
        });
      },
    );
  }

  #send(expiresS: number, signal: AbortSignal): Promise<RequestOutcome> {
    return this.#ground.sender.send(
      this.#account,
      this.#sequence,
      {
        method: 'REGISTER',
        uri: registrarOf(this.#account),
        to: null,
        headers: () => [
          ['Contact', this.#contacts(expiresS)],
          ['Expires', `${expiresS}`],
          ['Supported', this.#instanceId === null ? 'path' : 'path, outbound'],
          ['Allow', userAgentAbilities.methods.join(', ')],
        ],
      },
      signal,
    );
  }

  /** Ours; and the one that the registrar has, when that is another by now, to be removed. One field: a list. */
  #contacts(expiresS: number): string {
    const uri = this.#ground.contacts.uri(this.#account);
    const outbound = this.#instanceId === null ? '' : `;+sip.instance="<${this.#instanceId}>";reg-id=1`;
    const isKnown = uri.host !== contactPlaceholder;
    const leaving = expiresS === 0 && this.#bound ? this.#bound : uri;
    const own = `<${formatUri(leaving)}>${outbound};expires=${expiresS}`;
    const isOther = this.#bound !== null && isKnown && !sameUri(this.#bound, uri);
    return isOther && expiresS > 0 ? `${own}, <${formatUri(this.#bound ?? uri)}>;expires=0` : own;
  }

  #answered(outcome: RequestOutcome): void {
    const { response, request } = outcome;
    if (response.status < 300) {
      this.#registered(outcome);
      return;
    }
    // §10.3: the registrar wants longer intervals. Strictly longer, so that this comes to an end.
    const wantedS = minExpires(response);
    const mayLengthen = response.status === 423 && this.#lengthenings < maxLengthenings;
    if (mayLengthen && wantedS !== null && wantedS > this.#expiresS) {
      this.#lengthenings += 1;
      this.#expiresS = wantedS;
      this.#register();
      return;
    }
    // RFC 5626 §4.2.1: somebody on the way does not support it.
    if ((response.status === 439 || response.status === 420) && request.headers.get('Supported') !== 'path') {
      this.#instanceId = null;
      this.#register();
      return;
    }
    this.#fail(refusalOf(outcome));
  }

  #registered({ request, response, flow }: RequestOutcome): void {
    const { timeline, contacts, fraction } = this.#ground;
    if (flow !== this.#flow) {
      this.#flow = flow;
      this.#flowSinceMs = timeline.now();
    }
    this.#failures = 0;
    this.#lengthenings = 0;
    this.#bound = sentContact(request);
    const expiresS = grantedSeconds(response, this.#bound, this.#expiresS);
    this.#set({
      state: 'registered',
      expiresAtMs: timeline.now() + expiresS * 1000,
      contact: this.#bound ? formatUri(this.#bound) : '',
    });
    const seen = contacts.uri(this.#account);
    const isElsewhere = seen.host !== contactPlaceholder && (!this.#bound || !sameUri(seen, this.#bound));
    if (isElsewhere && this.#rebinds < maxRebinds) {
      this.#rebinds += 1;
      this.#register();
      return;
    }
    this.#timer = timeline.at(timeline.now() + refreshAfterMs(expiresS, fraction()), () => {
      this.#rebinds = 0;
      this.#register();
    });
  }

  #fail({ status, message, isFinal, retryAfterMs }: ReturnType<typeof refusalOf>): void {
    const { timeline, fraction } = this.#ground;
    this.#lengthenings = 0;
    if (isFinal) {
      this.#set({ state: 'failed', status, message, retryAtMs: null });
      return;
    }
    const retryAtMs = timeline.now() + Math.max(backOffMs(this.#failures, fraction()), retryAfterMs);
    this.#failures += 1;
    this.#timer = timeline.at(retryAtMs, () => {
      this.#register();
    });
    this.#set({ state: 'failed', status, message, retryAtMs });
  }

  /** §10.2.2. Settles with the answer, or after a second. */
  #sayFarewell(): Promise<void> {
    const { timeline } = this.#ground;
    const leaving = new AbortController();
    return new Promise((resolve) => {
      // From within an event: between two of them the timeline's time stands still.
      timeline.post(() => {
        const timer = timeline.at(timeline.now() + farewellMs, () => {
          leaving.abort();
          resolve();
        });
        const done = () => {
          timer.dispose();
          resolve();
        };
        this.#send(0, leaving.signal).then(done, done);
      });
    });
  }

  #set(state: RegistrationState): void {
    this.#state = state;
    this.#emitter.emit(state);
  }
}
