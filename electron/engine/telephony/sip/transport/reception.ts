/** What has come in: read, checked as far as the transport has to (RFC 3261 §18.1.2, §18.2.1), refused or passed on. */
import { createHash } from 'node:crypto';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { parseMessage, SipParseError } from '../message/parse.ts';
import { makeResponse } from '../transaction/make-response.ts';
import { endpointsOf, type Endpoints, type OwnEndpoints } from './own-endpoints.ts';
import type { Flow, Received, WireMessage } from './transport-layer.ts';
import { addReceived, sentByOf, topViaOf } from './via-path.ts';

export interface ReceptionPorts {
  dropped: { malformed: number; strayResponses: number };
  own: OwnEndpoints;
  onMessage(received: Received): void;
  onStun(bytes: Uint8Array, flow: Flow): void;
  respond(response: SipResponse, to: Received<SipRequest>): void;
  noteWire(
    direction: WireMessage['direction'],
    ends: Endpoints,
    message: SipMessage | null,
    bytes: Uint8Array | null,
  ): void;
}

/** `A sip:a SIP/2.0` without any header field: whatever is shorter keeps a NAT open (CRLF, zeros, `jaK`). */
const shortestMessage = 16;

export class Reception {
  readonly #ports: ReceptionPorts;

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
  }

  datagram(bytes: Uint8Array, flow: Flow): void {
    // RFC 7983 §7: 0–3 is STUN; no SIP message begins so.
    const first = bytes[0] ?? 0;
    if (bytes.length >= 20 && first <= 3) this.#ports.onStun(bytes, flow);
    if (bytes.length < shortestMessage || first <= 3) return;
    let message: SipMessage;
    try {
      message = parseMessage(bytes);
    } catch (error) {
      if (!(error instanceof SipParseError)) throw error;
      this.#ports.noteWire('in', flow, error.partial, bytes);
      this.#refuse(error, flow);
      return;
    }
    this.#ports.noteWire('in', flow, message, bytes);
    this.#receive(message, flow);
  }

  streamed(message: SipMessage, bytes: Uint8Array, flow: Flow): void {
    this.#ports.noteWire('in', flow, message, bytes);
    this.#receive(message, flow);
  }

  malformed(error: SipParseError, flow: Flow): void {
    if (error.partial) this.#ports.noteWire('in', flow, error.partial, null);
    this.#refuse(error, flow);
  }

  #receive(message: SipMessage, flow: Flow): void {
    const { dropped, own } = this.#ports;
    try {
      const via = topViaOf(message);
      const { address, port } = own.of(flow);
      if (message.kind === 'request') addReceived(message, via, flow.remote);
      else if (sentByOf(via) !== `${address.toLowerCase()} ${port}`) {
        dropped.strayResponses += 1;
        return;
      }
    } catch {
      // Without a Via there is no way to answer, nor a transaction to find.
      dropped.malformed += 1;
      return;
    }
    this.#ports.onMessage({ message, ...endpointsOf(flow), flow });
  }

  /** Answers what can be answered; responses and ACK never are (§17.1.1.3, §18.3). */
  #refuse({ status, message: reason, partial }: SipParseError, flow: Flow): void {
    this.#ports.dropped.malformed += 1;
    if (!partial) return;
    try {
      addReceived(partial, topViaOf(partial), flow.remote);
    } catch {
      return;
    }
    const response = makeResponse(partial, status, { reason, toTag: statelessTag(partial) });
    this.#ports.respond(response, { message: partial, ...endpointsOf(flow), flow });
  }
}

/** The same for each copy of a request, without remembering it, §8.2.7. */
function statelessTag({ headers }: SipRequest): string {
  const hash = createHash('sha256');
  for (const name of ['Via', 'From', 'Call-ID', 'CSeq']) hash.update(headers.get(name) ?? '').update('\n');
  return hash.digest('hex').slice(0, 16);
}
