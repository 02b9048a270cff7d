/**
 * INVITE client transaction, RFC 3261 §17.1.1 with the Accepted state of RFC 6026 §7.2.
 *
 *                      │ INVITE goes out
 *                      ▼
 *   Timer A: again ┌─────────┐  Timer B, transport fails: told to the user
 *        └────────►│ calling │──────────────────────────────────────────────┐
 *                  └─────────┘                                              │
 *            1xx │     │ 2xx   │ 300–699: ACK                               │
 *                ▼     │       └──────────────┐                             │
 *        ┌────────────┐│2xx                   │                             │
 *   1xx ►│ proceeding │├───────────┐          ▼                             │
 *        └────────────┘            ▼    ┌───────────┐ 300–699: ACK again    │
 *            │ 300–699: ACK  ┌──────────┐│ completed │◄───┘                  │
 *            └──────────────►│ accepted ││           │                       │
 *              (completed)   └──────────┘└───────────┘                       │
 *                2xx: told again │ Timer M    │ Timer D                      │
 *                                ▼            ▼                              ▼
 *                               ┌────────────────────────────────────────────┐
 *                               │                 terminated                 │
 *                               └────────────────────────────────────────────┘
 */
import { SipError } from '../../../base/errors.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Flow, Hop, Received } from '../transport/transport-layer.ts';
import { ackForRefusal } from './derived-requests.ts';
import { onTimeline } from './on-timeline.ts';
import { giveUpMs, Retransmission, Timer } from './timers.ts';
import type { ClientTransaction, ClientUser, TransactionGround } from './transaction.ts';

/** Timer D on unreliable transports: at least 32 s (§17.1.1.2). */
const timerDMs = 32_000;

export type ClientInviteState = 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';

export class ClientInvite implements ClientTransaction {
  readonly request: SipRequest;
  readonly #ground: TransactionGround;
  readonly #user: ClientUser;
  readonly #gone: () => void;
  readonly #connecting = new AbortController();
  #state: ClientInviteState = 'calling';
  #flow: Flow | null = null;
  #ack: SipRequest | null = null;
  #isCancelled = false;
  #isHushed = false;
  #timerA: Retransmission | null = null;
  readonly #timerB: Timer;
  /** D in completed, M in accepted. */
  readonly #lingering: Timer;

  constructor(ground: TransactionGround, request: SipRequest, hop: Hop, user: ClientUser, gone: () => void) {
    this.request = request;
    this.#ground = ground;
    this.#user = user;
    this.#gone = gone;
    this.#timerB = new Timer(ground.timeline);
    this.#lingering = new Timer(ground.timeline);
    this.#timerB.set(giveUpMs(ground.timers), () => {
      this.#fail(
        408,
        'The other side did not answer at all. Check its address, and whether a firewall stands between.',
      );
    });
    onTimeline(
      ground.timeline,
      () => ground.transport.sendRequest(request, hop, this.#connecting.signal),
      (flow) => {
        this.#sent(flow);
      },
      (error) => {
        this.#fail(503, error.message, error);
      },
    );
  }

  get state(): ClientInviteState {
    return this.#state;
  }

  get flow(): Flow | null {
    return this.#flow;
  }

  get isOver(): boolean {
    return this.#state === 'terminated';
  }

  /** A final response has been had. */
  get isAnswered(): boolean {
    return this.#state !== 'calling' && this.#state !== 'proceeding';
  }

  #sent(flow: Flow): void {
    this.#flow ??= flow;
    if (this.#state !== 'calling' || flow.isReliable || this.#isHushed) return;
    this.#timerA = new Retransmission(this.#ground.timeline, this.#ground.timers.t1Ms, null, () => {
      this.#ground.transport.resend(this.request, flow);
    });
  }

  receive(received: Received<SipResponse>): void {
    this.#flow ??= received.flow;
    const { message: response } = received;
    switch (this.#state) {
      case 'calling':
      case 'proceeding':
        this.#timerA?.dispose();
        if (!this.#isCancelled || response.status >= 200) this.#timerB.dispose();
        if (response.status < 200) this.#state = 'proceeding';
        else if (response.status < 300) this.#accept();
        else this.#complete(response, this.#flow);
        this.#user.onResponse(response, received);
        return;
      case 'completed':
        if (response.status >= 300 && this.#ack) this.#ground.transport.resend(this.#ack, this.#flow);
        return;
      case 'accepted':
        if (response.status >= 200 && response.status < 300) this.#user.onResponse(response, received);
        return;
      case 'terminated':
    }
  }

  /** A CANCEL has gone out: the final response is awaited no longer than 64·T1 (§9.1). */
  cancelled(): void {
    if (this.isAnswered || this.#isCancelled) return;
    this.#isCancelled = true;
    this.#timerB.set(giveUpMs(this.#ground.timers), () => {
      this.#fail(408, 'The other side confirmed the CANCEL by no final answer.');
    });
  }

  /** Another server is asked now: the INVITE is not repeated any more, and an answer still heard (until Timer B). */
  hush(): void {
    this.#isHushed = true;
    this.#timerA?.dispose();
  }

  #accept(): void {
    this.#state = 'accepted';
    this.#lingering.set(giveUpMs(this.#ground.timers), () => {
      this.abandon();
    });
  }

  #complete(response: SipResponse, flow: Flow): void {
    this.#state = 'completed';
    this.#ack = ackForRefusal(this.request, response);
    this.#ground.transport.resend(this.#ack, flow);
    this.#lingering.set(flow.isReliable ? 0 : timerDMs, () => {
      this.abandon();
    });
  }

  flowClosed(flow: Flow): void {
    if (flow === this.#flow) this.#fail(503, 'The connection to the other side was lost.');
  }

  #fail(status: number, message: string, cause?: SipError): void {
    if (this.isAnswered) return;
    this.abandon();
    const error = new SipError('sip-unreachable', message, { status, retryable: true, cause });
    this.#user.onFailure(Object.assign(error, { status }));
  }

  abandon(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#connecting.abort();
    this.#timerA?.dispose();
    this.#timerB.dispose();
    this.#lingering.dispose();
    this.#gone();
  }
}
