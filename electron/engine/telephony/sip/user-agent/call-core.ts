/** What an outgoing and an incoming call have in common: state, events, and what is asked of the dialog in use. */
import { SipError } from '../../../base/errors.ts';
import { Emitter } from '../../../base/event.ts';
import { SipHeaders } from '../message/headers.ts';
import type { SessionMedia, SipAccount, SipCall, SipCallEnd, SipCallEvent, SipCallState } from './api.ts';
import type { CallGround, DialogOwner } from './call-ground.ts';
import type { HeaderEntry } from './capabilities.ts';
import type { Session } from './session.ts';

export interface Party {
  uri: string;
  displayName: string;
}

export interface CallIdentity {
  callId: string;
  account: SipAccount | null;
  remote: Party;
  local: Party;
}

export interface HangUpReason {
  status?: number;
  text?: string;
}

const finalStates: readonly SipCallState[] = ['answered', 'confirmed', 'ended'];

export abstract class CallCore implements SipCall {
  abstract readonly direction: 'outbound' | 'inbound';
  readonly callId: string;
  readonly account: SipAccount | null;
  readonly remote: Party;
  readonly local: Party;
  protected readonly ground: CallGround;
  /** The dialog in use; early, one of several perhaps. */
  protected session: Session | null = null;
  readonly #events = new Emitter<SipCallEvent>();
  readonly onEvent = this.#events.on;
  readonly #gone: (call: CallCore) => void;
  #headers = new SipHeaders();
  #state: SipCallState = 'initiated';

  protected constructor(ground: CallGround, identity: CallIdentity, gone: (call: CallCore) => void) {
    this.ground = ground;
    this.callId = identity.callId;
    this.account = identity.account;
    this.remote = identity.remote;
    this.local = identity.local;
    this.#gone = gone;
  }

  get state(): SipCallState {
    return this.#state;
  }

  get headers(): SipHeaders {
    return this.#headers;
  }

  abstract get media(): SessionMedia;
  abstract hangUp(reason?: HangUpReason): void;

  /** Is that the dialog in use? */
  owns(session: DialogOwner): boolean {
    return this.session === session;
  }

  get replacesValue(): string | null {
    const dialog = this.session?.dialog;
    if (!dialog || this.#state === 'ended') return null;
    const { callId, localTag, remoteTag } = dialog.id;
    // As the peer of that dialog sees it: its own tag is `to-tag` (RFC 3891 §3).
    return `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
  }

  hold(held: boolean): Promise<void> {
    return this.#inSession((session) => session.offers.offer(held));
  }

  renegotiate(): Promise<void> {
    return this.#inSession((session) => session.offers.offer(null));
  }

  sendInfoKey(key: string, durationMs: number): Promise<void> {
    if (!/^[0-9*#A-D]$/.test(key))
      return Promise.reject(new SipError('input-invalid', 'A key is one of 0–9, *, # and A–D.'));
    return this.#inSession((session) => session.sendKey(key, durationMs));
  }

  refer(target: string, replaces?: SipCall): Promise<void> {
    const value = replaces?.replacesValue ?? null;
    if (replaces && value === null)
      return Promise.reject(
        new SipError('sip-refused', 'The call to connect with is over already.', { status: 481 }),
      );
    return this.#inSession((session) => session.refer(target, value));
  }

  #inSession(act: (session: Session) => Promise<void>): Promise<void> {
    if (this.#state === 'ended') return Promise.resolve();
    if (!this.session)
      return Promise.reject(
        new SipError('sip-refused', 'The call has not been answered yet.', { status: 481 }),
      );
    return act(this.session);
  }

  /** Forward only: what a state was left for does not come back. */
  protected move(state: SipCallState, status: number | null): void {
    if (this.#state === state || this.#state === 'ended') return;
    if (finalStates.includes(this.#state) && !finalStates.includes(state)) return;
    if (this.#state === 'early-media' && state === 'ringing') return;
    this.#state = state;
    this.#events.emit({ type: 'state', state, status });
  }

  protected emit(event: SipCallEvent): void {
    if (this.#state !== 'ended') this.#events.emit(event);
  }

  protected learnHeaders(headers: SipHeaders): void {
    this.#headers = headers;
  }

  /** Once: nobody hears anything afterwards. */
  protected finish(end: SipCallEnd): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#events.emit({ type: 'state', state: 'ended', status: end.status });
    this.#events.emit({ type: 'end', end });
    this.#events.dispose();
    this.#gone(this);
  }
}

/** Reason of a BYE, CANCEL or refusal (RFC 3326 §2). */
export function reasonHeader({ status, text }: HangUpReason = {}): HeaderEntry[] {
  if (status === undefined && text === undefined) return [];
  const words = text === undefined ? '' : `;text="${text.replace(/["\\\r\n]/g, ' ').slice(0, 120)}"`;
  return [['Reason', `SIP;cause=${status ?? 200}${words}`]];
}
