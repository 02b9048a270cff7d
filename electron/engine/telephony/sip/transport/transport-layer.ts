/** What transactions need of the transports, RFC 3261 §18. `sip-transports.ts` fulfils it. */
import type { Disposable } from '../../../base/disposable.ts';
import type { SipTransportName } from '../user-agent/api.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import type { Endpoint, TlsSettings } from './network.ts';

/** Where a request goes: one target of RFC 3263, already an address. */
export interface Hop extends Endpoint {
  transport: SipTransportName;
  /** Null but for TLS. */
  tls: TlsSettings | null;
  /**
   * Of the account: the flow is kept open by a ping this often (RFC 5626 §3.5) while a registration or call may need it. 0 or
   * absent: it is not.
   */
  keepAliveMs?: number;
}

/** A message that has come in, where from and how. */
export interface Received<M extends SipMessage = SipMessage> {
  message: M;
  transport: SipTransportName;
  remote: Endpoint;
  local: Endpoint;
  /** Sends on the very connection (or socket) it came by; a response takes RFC 3261 §18.2.2 and RFC 3581 from here. */
  flow: Flow;
}

/** One connection, or a UDP socket and a peer. */
export interface Flow {
  readonly transport: SipTransportName;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly isReliable: boolean;
  readonly isOpen: boolean;
  /** Of a TLS connection that we have opened: whom it was opened to. */
  readonly tls?: TlsSettings | null;
}

/** A message on the wire, for the wire log and for nobody else: secrets are still in it. */
export interface WireMessage {
  direction: 'in' | 'out';
  transport: SipTransportName;
  local: Endpoint;
  remote: Endpoint;
  /** Empty where it could not be read. */
  callId: string;
  bytes: Uint8Array;
  /** Milliseconds since 1970, with fractions; never goes back while the clock is not set. */
  timeMs: number;
}

export interface TransportLayer extends Disposable {
  /**
   * Fills in sent-by of the topmost Via (and `rport`) and the flow's own address where Contact holds `contactPlaceholder`, and
   * sends; the request is changed in place, so that what is sent again is the same. UDP requests beyond 1300 bytes go by TCP
   * where the peer has it (§18.1.1). Rejects with `sip-unreachable`.
   */
  sendRequest(request: SipRequest, hop: Hop, signal?: AbortSignal): Promise<Flow>;
  /** Again on the same flow: retransmissions, ACK of a refusal, CANCEL. */
  resend(message: SipMessage, flow: Flow): void;
  sendResponse(response: SipResponse, to: Received<SipRequest>): void;
  /** A peer of ours calls from there: more is taken from it than from strangers. */
  know?(address: string): void;
  /** A parsed message whose topmost Via is well formed; the rest has been answered or dropped here. */
  onMessage: (received: Received) => void;
  /** A connection has closed; transactions on it fail (§17.1.4). */
  onFlowClosed: (flow: Flow) => void;
}

/** Host and port that `sendRequest` replaces in Contact, once the flow is known. */
export const contactPlaceholder = 'contact.invalid';
