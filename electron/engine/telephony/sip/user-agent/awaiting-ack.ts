/** A 2xx of ours to an INVITE: repeated, on every transport, until its ACK is there (RFC 3261 §13.3.1.4). */
import type { Disposable } from '../../../base/disposable.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import { giveUpMs, Retransmission, Timer } from '../transaction/timers.ts';
import type { CallGround } from './call-ground.ts';

export class AwaitingAck implements Disposable {
  /** CSeq number of the INVITE, which the ACK bears too. */
  readonly number: number;
  readonly #repeated: Retransmission;
  readonly #timer: Timer;
  readonly #acknowledged: (ack: SipRequest) => void;

  /** @param missing none came within 64·T1: the dialog is to be ended by BYE */
  constructor(
    ground: CallGround,
    { transaction, response, number }: { transaction: ServerInvite; response: SipResponse; number: number },
    acknowledged: (ack: SipRequest) => void,
    missing: () => void,
  ) {
    const { timeline, timers } = ground;
    this.number = number;
    this.#acknowledged = acknowledged;
    this.#repeated = new Retransmission(timeline, timers.t1Ms, timers.t2Ms, () => {
      transaction.repeat(response);
    });
    this.#timer = new Timer(timeline);
    this.#timer.set(giveUpMs(timers), () => {
      this.dispose();
      missing();
    });
    transaction.respond(response);
  }

  receive(ack: SipRequest): void {
    this.dispose();
    this.#acknowledged(ack);
  }

  dispose(): void {
    this.#repeated.dispose();
    this.#timer.dispose();
  }
}
