/**
 * Provisional responses that the caller acknowledges, RFC 3262 §3: one at a time, repeated at T1, 2·T1 … until its PRACK is there
 * or 64·T1 are over.
 */
import type { Disposable } from '../../../base/disposable.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import { giveUpMs, Retransmission, Timer } from '../transaction/timers.ts';
import type { CallGround } from './call-ground.ts';
import { numberOf } from './dialog-requests.ts';

interface Waiting {
  response: SipResponse;
  acknowledged: (prack: SipRequest) => void;
}

/** More than these are not kept: whoever rings so often says nothing new. */
const maxWaiting = 8;

export class ReliableProvisionals implements Disposable {
  readonly #ground: CallGround;
  readonly #transaction: ServerInvite;
  readonly #missing: () => void;
  readonly #timer: Timer;
  readonly #waiting: Waiting[] = [];
  #repeated: Retransmission | null = null;
  #current: Waiting | null = null;
  #rseq: number;

  /** @param missing no PRACK came: the INVITE is to be refused (§3) */
  constructor(ground: CallGround, transaction: ServerInvite, missing: () => void) {
    this.#ground = ground;
    this.#transaction = transaction;
    this.#missing = missing;
    this.#timer = new Timer(ground.timeline);
    // Between 1 and 2^31 − 1 (§3); the first one is sent with one more.
    this.#rseq = Math.floor(ground.tokens.fraction() * 2 ** 30);
  }

  /** Something is still to be acknowledged: a 2xx has to wait where a description is part of it (§3). */
  get isPending(): boolean {
    return this.#current !== null;
  }

  send(response: SipResponse, acknowledged: (prack: SipRequest) => void): void {
    if (this.#waiting.length >= maxWaiting) return;
    this.#waiting.push({ response, acknowledged });
    if (!this.#current) this.#next();
  }

  #next(): void {
    this.#current = this.#waiting.shift() ?? null;
    if (!this.#current) return;
    const { timeline, timers } = this.#ground;
    const { response } = this.#current;
    this.#rseq += 1;
    response.headers.append('Require', '100rel').append('RSeq', String(this.#rseq));
    this.#repeated = new Retransmission(timeline, timers.t1Ms, null, () => {
      this.#transaction.repeat(response);
    });
    this.#timer.set(giveUpMs(timers), () => {
      this.dispose();
      this.#missing();
    });
    this.#transaction.respond(response);
  }

  /** Is it the PRACK of what is waited for? RAck: RSeq, CSeq number and method (§7.2). */
  isAwaited(prack: SipRequest): boolean {
    const match = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\S+)\s*$/.exec(prack.headers.get('RAck') ?? '');
    return (
      this.#current !== null &&
      Number(match?.[1]) === this.#rseq &&
      Number(match?.[2]) === numberOf(this.#transaction.received.message) &&
      match?.[3] === 'INVITE'
    );
  }

  receive(prack: SipRequest): void {
    const current = this.#current;
    this.#repeated?.dispose();
    this.#timer.dispose();
    this.#current = null;
    current?.acknowledged(prack);
    if (!this.isPending) this.#next();
  }

  dispose(): void {
    this.#repeated?.dispose();
    this.#timer.dispose();
    this.#waiting.length = 0;
    this.#current = null;
  }
}
