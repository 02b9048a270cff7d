/**
 * Sends requests, RFC 3261 §18.1.1: finds or opens the flow, fills in what only the flow knows, and takes TCP for what is too
 * long for a datagram.
 *
 *   hop udp ── ≤ 1300 bytes ──────────────────────────► datagram
 *           └─ longer ─► TCP at the same port ─ opens ─► connection
 *                                             └ refused, or not within 1 s ─► datagram, and not tried for 10 min
 *   hop tcp, tls ─► the connection that is open, or a new one
 */
import { SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipRequest } from '../message/message.ts';
import { serialiseMessage } from '../message/serialise.ts';
import type { DatagramFlow, DatagramFlows } from './datagram-flows.ts';
import type { OwnEndpoints } from './own-endpoints.ts';
import { keepLast } from './source-limits.ts';
import type { StreamFlow } from './stream-flow.ts';
import type { StreamFlows, StreamHop } from './stream-flows.ts';
import type { Flow, Hop } from './transport-layer.ts';
import { fillContact, fillVia } from './via-path.ts';

export interface RequestSendingPorts {
  timeline: Timeline;
  datagrams: DatagramFlows;
  streams: StreamFlows;
  own: OwnEndpoints;
  write(request: SipRequest, flow: Flow): void;
  sent(flow: DatagramFlow | StreamFlow, request: SipRequest, hop: Hop): void;
  /** No connection could be had. */
  failed(hop: Hop): void;
}

/** Where the path's MTU is not known, §18.1.1. */
const maxDatagramBytes = 1300;
/** A peer that is to be reached by UDP has this long to take a TCP connection. */
const upgradeTimeoutMs = 1000;
const noUpgradeMs = 10 * 60_000;
const maxRemembered = 256;

type AnyFlow = DatagramFlow | StreamFlow;

export class RequestSending {
  readonly #ports: RequestSendingPorts;
  /** Peers that took no TCP → timeline, ms, until which they are not asked again. */
  readonly #noUpgrade = new Map<string, number>();

  constructor(ports: RequestSendingPorts) {
    this.#ports = ports;
  }

  /** What can be sent at once has been when this returns: a BYE leaves in the event that hangs up. */
  send(request: SipRequest, hop: Hop, signal?: AbortSignal): Promise<Flow> {
    try {
      signal?.throwIfAborted();
      const sent = this.#send(request, hop, signal);
      return sent instanceof Promise ? unlessAborted(sent, signal) : Promise.resolve(sent);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** @throws SipError `sip-unreachable` */
  async streamTo(hop: StreamHop): Promise<StreamFlow> {
    return this.#ports.streams.flowTo(hop);
  }

  /** The network has changed: what peers refused before says nothing now. */
  forget(): void {
    this.#noUpgrade.clear();
  }

  #send(request: SipRequest, hop: Hop, signal?: AbortSignal): AnyFlow | Promise<AnyFlow> {
    const { transport } = hop;
    if (transport === 'udp') {
      return whenKnown(this.#ports.datagrams.flowTo(hop), (flow) =>
        this.#sendDatagram(flow, request, hop, signal),
      );
    }
    const opening = this.#ports.streams.flowTo({ ...hop, transport });
    if (opening instanceof Promise) {
      opening.catch(() => {
        this.#ports.failed(hop);
      });
    }
    return whenKnown(opening, (flow) => this.#sendOn(flow, request, hop, signal));
  }

  #sendDatagram(
    flow: DatagramFlow,
    request: SipRequest,
    hop: Hop,
    signal?: AbortSignal,
  ): AnyFlow | Promise<AnyFlow> {
    const key = `${hop.address} ${hop.port}`;
    this.#fill(request, flow);
    const isLong = serialiseMessage(request).length > maxDatagramBytes;
    if (!isLong || this.#ports.timeline.now() < (this.#noUpgrade.get(key) ?? -1)) {
      return this.#sendOn(flow, request, hop, signal);
    }
    // Contact stays that of the UDP socket, where we can be reached; Via becomes that of the connection.
    return this.#upgrade(hop).then(
      (stream) => this.#sendOn(stream, request, hop, signal),
      () => {
        keepLast(this.#noUpgrade, key, this.#ports.timeline.now() + noUpgradeMs, maxRemembered);
        return this.#sendOn(flow, request, hop, signal);
      },
    );
  }

  #upgrade(hop: Hop): Promise<StreamFlow> {
    const { timeline } = this.#ports;
    return new Promise((resolve, reject) => {
      const deadline = timeline.at(timeline.now() + upgradeTimeoutMs, () => {
        reject(new SipError('sip-unreachable', 'No TCP connection within a second.'));
      });
      const settled = (): void => {
        deadline.dispose();
      };
      const connecting = this.streamTo({ ...hop, transport: 'tcp', tls: null });
      connecting.then(settled, settled);
      connecting.then(resolve, reject);
    });
  }

  #sendOn<F extends AnyFlow>(flow: F, request: SipRequest, hop: Hop, signal?: AbortSignal): F {
    signal?.throwIfAborted();
    this.#fill(request, flow);
    this.#ports.write(request, flow);
    this.#ports.sent(flow, request, hop);
    return flow;
  }

  #fill(request: SipRequest, flow: Flow): void {
    const own = this.#ports.own.of(flow);
    fillVia(request, flow.transport, own);
    fillContact(request.headers, flow.transport, own);
  }
}

/** Goes on at once where the value is known, without the turn that a promise takes. */
function whenKnown<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Whoever asked is not kept waiting for a connection that others may still want. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const aborted = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', aborted, { once: true });
    const settled = (): void => {
      signal.removeEventListener('abort', aborted);
    };
    promise.then(settled, settled);
    promise.then(resolve, reject);
  });
}
