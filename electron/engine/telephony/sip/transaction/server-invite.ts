/**
 * INVITE server transaction, RFC 3261 §17.2.1 with the Accepted state of RFC 6026 §7.1.
 *
 *                    │ INVITE (100 after 200 ms without an answer)
 *                    ▼
 *   INVITE:    ┌────────────┐ 1xx goes out
 *   last 1xx ─►│ proceeding │◄───┘
 *              └────────────┘
 *      300–699 goes │    │ 2xx goes out
 *      out          ▼    └──────────────┐
 *  INVITE,   ┌───────────┐              ▼
 *  Timer G: ►│ completed │         ┌──────────┐ INVITE: nothing
 *  again     └───────────┘         │ accepted │ ACK: told to the user
 *       ACK │      │ Timer H:      └──────────┘
 *           ▼      │ no ACK           │ Timer L
 *    ┌───────────┐ │                  │
 *    │ confirmed │ │                  │
 *    └───────────┘ ▼                  ▼
 *       Timer I ►┌──────────────────────┐
 *                │      terminated      │
 *                └──────────────────────┘
 */
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Received } from '../transport/transport-layer.ts';
import { makeResponse } from './make-response.ts';
import { giveUpMs, Retransmission, Timer } from './timers.ts';
import type { ServerTransaction, TransactionGround } from './transaction.ts';

/** A user that takes longer than this makes us say 100 (§17.2.1). */
const tryingAfterMs = 200;
/** A user that never answers is answered for: callers ring for three minutes at most (Timer C, §16.6). */
const unansweredForMs = 300_000;

export type ServerInviteState = 'proceeding' | 'completed' | 'accepted' | 'confirmed' | 'terminated';

export class ServerInvite implements ServerTransaction {
  readonly received: Received<SipRequest>;
  toTag: string | null = null;
  /** The caller gave up (§9.2). Not told after a final response. */
  onCancel: ((cancel: SipRequest) => void) | null = null;
  readonly #ground: TransactionGround;
  readonly #gone: () => void;
  #state: ServerInviteState = 'proceeding';
  #last: SipResponse | null = null;
  readonly #trying: Timer;
  #timerG: Retransmission | null = null;
  /** The user's patience in proceeding; H in completed, I in confirmed, L in accepted. */
  readonly #lingering: Timer;

  constructor(ground: TransactionGround, received: Received<SipRequest>, gone: () => void) {
    this.received = received;
    this.#ground = ground;
    this.#gone = gone;
    this.#lingering = new Timer(ground.timeline);
    this.#lingering.set(unansweredForMs, () => {
      this.respond(makeResponse(received.message, 408, { toTag: this.toTag }));
    });
    this.#trying = new Timer(ground.timeline);
    this.#trying.set(tryingAfterMs, () => {
      this.respond(makeResponse(received.message, 100));
    });
  }

  get state(): ServerInviteState {
    return this.#state;
  }

  get isOver(): boolean {
    return this.#state === 'terminated';
  }

  get isAnswered(): boolean {
    return this.#state !== 'proceeding';
  }

  receiveAgain(): void {
    if (this.#last && (this.#state === 'proceeding' || this.#state === 'completed')) this.#send(this.#last);
  }

  /** The ACK of a refusal; one for a 2xx is the dialog's. */
  receiveAck(): void {
    if (this.#state !== 'completed') return;
    this.#state = 'confirmed';
    this.#timerG?.dispose();
    this.#lingering.set(this.received.flow.isReliable ? 0 : this.#ground.timers.t4Ms, () => {
      this.abandon();
    });
  }

  respond(response: SipResponse): void {
    if (this.#state !== 'proceeding') return;
    this.#trying.dispose();
    this.#last = response;
    const isReliable = this.received.flow.isReliable;
    if (response.status >= 300) {
      const { t1Ms, t2Ms } = this.#ground.timers;
      this.#state = 'completed';
      if (!isReliable)
        this.#timerG = new Retransmission(this.#ground.timeline, t1Ms, t2Ms, () => {
          this.#send(response);
        });
    } else if (response.status >= 200) this.#state = 'accepted';
    if (response.status >= 200)
      this.#lingering.set(giveUpMs(this.#ground.timers), () => {
        this.abandon();
      });
    this.#send(response);
  }

  /**
   * Refuses and keeps nothing (§8.2.7): a stranger costs no memory, and whoever's address he has written as his own hears of us
   * once an INVITE. A refusal that is lost is said again when the INVITE comes again.
   *
   * @param response with the tag that is worked out of the request, so that each copy bears the same
   */
  refuseStateless(response: SipResponse): void {
    if (this.#state !== 'proceeding') return;
    this.#send(response);
    this.abandon();
  }

  /** A 2xx or a reliable provisional response once more: the user repeats those until they are acknowledged (§13.3.1.4). */
  repeat(response: SipResponse): void {
    if (this.#state !== 'terminated') this.#send(response);
  }

  #send(response: SipResponse): void {
    this.#ground.transport.sendResponse(response, this.received);
  }

  abandon(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.onCancel = null;
    this.#trying.dispose();
    this.#timerG?.dispose();
    this.#lingering.dispose();
    this.#gone();
  }
}
