/**
 * Client transaction of every method but INVITE, RFC 3261 §17.1.2.
 *
 *                      │ request goes out
 *                      ▼
 *   Timer E: again ┌────────┐  Timer F, transport fails: told to the user
 *        └────────►│ trying │───────────────────────────────────┐
 *                  └────────┘                                   │
 *              1xx │      │ 200–699                             │
 *                  ▼      │                                     │
 *  Timer E: ┌────────────┐│  Timer F, transport fails           │
 *   again ─►│ proceeding │├───────────────────────────────────► │
 *           └────────────┘│                                     │
 *             200–699 │   │                                     │
 *                     ▼   ▼                                     ▼
 *                 ┌───────────┐   Timer K                 ┌────────────┐
 *                 │ completed │──────────────────────────►│ terminated │
 *                 └───────────┘                           └────────────┘
 */
import { SipError } from '../../../base/errors.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Flow, Hop, Received } from '../transport/transport-layer.ts';
import { onTimeline } from './on-timeline.ts';
import { giveUpMs, Retransmission, Timer } from './timers.ts';
import type { ClientTransaction, ClientUser, TransactionGround } from './transaction.ts';

export type ClientRequestState = 'trying' | 'proceeding' | 'completed' | 'terminated';

export class ClientRequest implements ClientTransaction {
  readonly request: SipRequest;
  readonly #ground: TransactionGround;
  readonly #user: ClientUser;
  readonly #gone: () => void;
  readonly #connecting = new AbortController();
  #state: ClientRequestState = 'trying';
  #flow: Flow | null = null;
  #timerE: Retransmission | null = null;
  readonly #timerF: Timer;
  readonly #timerK: Timer;

  /** @param to a hop, or the flow on which it has to go: CANCEL goes the way of its INVITE (§9.1) */
  constructor(
    ground: TransactionGround,
    request: SipRequest,
    to: Hop | { flow: Flow },
    user: ClientUser,
    gone: () => void,
  ) {
    this.request = request;
    this.#ground = ground;
    this.#user = user;
    this.#gone = gone;
    this.#timerF = new Timer(ground.timeline);
    this.#timerK = new Timer(ground.timeline);
    this.#timerF.set(giveUpMs(ground.timers), () => {
      this.#fail(408, `No answer came to ${request.method}.`);
    });
    if ('flow' in to) {
      ground.transport.resend(request, to.flow);
      this.#sent(to.flow);
      return;
    }
    onTimeline(
      ground.timeline,
      () => ground.transport.sendRequest(request, to, this.#connecting.signal),
      (flow) => {
        this.#sent(flow);
      },
      (error) => {
        this.#fail(503, error.message, error);
      },
    );
  }

  get state(): ClientRequestState {
    return this.#state;
  }

  get flow(): Flow | null {
    return this.#flow;
  }

  get isOver(): boolean {
    return this.#state === 'terminated';
  }

  get isAnswered(): boolean {
    return this.#state !== 'trying' && this.#state !== 'proceeding';
  }

  #sent(flow: Flow): void {
    this.#flow ??= flow;
    if (flow.isReliable || (this.#state !== 'trying' && this.#state !== 'proceeding')) return;
    const { t1Ms, t2Ms } = this.#ground.timers;
    this.#timerE = new Retransmission(this.#ground.timeline, t1Ms, t2Ms, () => {
      this.#ground.transport.resend(this.request, flow);
    });
  }

  receive(received: Received<SipResponse>): void {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return;
    this.#flow ??= received.flow;
    const { message: response } = received;
    if (response.status < 200) {
      this.#state = 'proceeding';
      this.#timerE?.slowDown(this.#ground.timers.t2Ms);
    } else {
      this.#state = 'completed';
      this.#timerE?.dispose();
      this.#timerF.dispose();
      this.#timerK.set(this.#flow.isReliable ? 0 : this.#ground.timers.t4Ms, () => {
        this.abandon();
      });
    }
    this.#user.onResponse(response, received);
  }

  flowClosed(flow: Flow): void {
    if (flow === this.#flow) this.#fail(503, 'The connection to the other side was lost.');
  }

  #fail(status: number, message: string, cause?: SipError): void {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return;
    this.abandon();
    const error = new SipError('sip-unreachable', message, { status, retryable: true, cause });
    this.#user.onFailure(Object.assign(error, { status }));
  }

  abandon(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#connecting.abort();
    this.#timerE?.dispose();
    this.#timerF.dispose();
    this.#timerK.dispose();
    this.#gone();
  }
}
