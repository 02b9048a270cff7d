/** What the four transactions have in common, RFC 3261 §17. */
import type { SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Flow, Received, TransportLayer } from '../transport/transport-layer.ts';
import type { SipTimers } from './timers.ts';

/** What a transaction stands on. */
export interface TransactionGround {
  readonly timeline: Timeline;
  readonly transport: TransportLayer;
  readonly timers: SipTimers;
}

/** Who asked: hears each response once (an INVITE's 2xx each time it comes), or that there will be none. */
export interface ClientUser {
  onResponse(response: SipResponse, received: Received<SipResponse>): void;
  /** `status` 408: no answer in time; 503: it could not be sent (§8.1.3.1). */
  onFailure(error: SipError & { status: number }): void;
}

export interface ClientTransaction {
  readonly request: SipRequest;
  /** Null until it has been sent. */
  readonly flow: Flow | null;
  readonly isOver: boolean;
  /** A final response has been had, or none is waited for any more. */
  readonly isAnswered: boolean;
  receive(received: Received<SipResponse>): void;
  flowClosed(flow: Flow): void;
  /** Nobody wants to hear of it any more: stops at once, without a word to its user. */
  abandon(): void;
}

export interface ServerTransaction {
  readonly received: Received<SipRequest>;
  readonly isOver: boolean;
  /** A final response has been sent. */
  readonly isAnswered: boolean;
  /** Tag that we put into To, once there is one; a CANCEL is answered with the same (§9.2). */
  toTag: string | null;
  /** The same request again. */
  receiveAgain(): void;
  respond(response: SipResponse): void;
  abandon(): void;
}
