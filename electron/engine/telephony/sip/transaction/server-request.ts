/**
 * Server transaction of every method but INVITE and ACK, RFC 3261 §17.2.2.
 *
 *            │ request
 *            ▼
 *       ┌────────┐ request again: nothing
 *       │ trying │
 *       └────────┘
 *     1xx │    │ 200–699 goes out
 *         ▼    │
 *  ┌────────────┐ request again: 1xx again
 *  │ proceeding ││
 *  └────────────┘│
 *         │      ▼
 *         │ ┌───────────┐ request again: final response again
 *         └►│ completed │
 *           └───────────┘
 *              │ Timer J
 *              ▼
 *         ┌────────────┐
 *         │ terminated │
 *         └────────────┘
 */
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Received } from '../transport/transport-layer.ts';
import { giveUpMs, Timer } from './timers.ts';
import type { ServerTransaction, TransactionGround } from './transaction.ts';

export type ServerRequestState = 'trying' | 'proceeding' | 'completed' | 'terminated';

export class ServerRequest implements ServerTransaction {
  readonly received: Received<SipRequest>;
  toTag: string | null = null;
  readonly #ground: TransactionGround;
  readonly #gone: () => void;
  #state: ServerRequestState = 'trying';
  #last: SipResponse | null = null;
  readonly #timerJ: Timer;

  constructor(ground: TransactionGround, received: Received<SipRequest>, gone: () => void) {
    this.received = received;
    this.#ground = ground;
    this.#gone = gone;
    this.#timerJ = new Timer(ground.timeline);
    // Nobody waits for a later answer: the client's Timer F is over then (RFC 4320 §4.2).
    this.#timerJ.set(giveUpMs(ground.timers), () => {
      this.abandon();
    });
  }

  get state(): ServerRequestState {
    return this.#state;
  }

  get isOver(): boolean {
    return this.#state === 'terminated';
  }

  get isAnswered(): boolean {
    return this.#state === 'completed' || this.#state === 'terminated';
  }

  receiveAgain(): void {
    if (this.#last) this.#ground.transport.sendResponse(this.#last, this.received);
  }

  respond(response: SipResponse): void {
    if (this.isAnswered) return;
    this.#last = response;
    this.#ground.transport.sendResponse(response, this.received);
    if (response.status < 200) {
      this.#state = 'proceeding';
      return;
    }
    this.#state = 'completed';
    this.#timerJ.set(this.received.flow.isReliable ? 0 : giveUpMs(this.#ground.timers), () => {
      this.abandon();
    });
  }

  abandon(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#timerJ.dispose();
    this.#gone();
  }
}
