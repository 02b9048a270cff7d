/**
 * Transports without a network: what one end sends arrives at the other on virtual time, as bytes that are parsed again. Datagrams
 * may be lost, doubled or overtake each other; streams (`tcp`) deliver all in order. Everything sent is noted as a ladder.
 */
import { SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { parseMessage, SipParseError } from '../message/parse.ts';
import { serialiseMessage } from '../message/serialise.ts';
import { formatVia, parseVia } from '../message/values.ts';
import type { Endpoint } from '../transport/network.ts';
import {
  contactPlaceholder,
  type Flow,
  type Hop,
  type Received,
  type TransportLayer,
} from '../transport/transport-layer.ts';

export interface WireWeather {
  latencyMs: number;
  /** 0–1, of datagrams. */
  loss: number;
  duplication: number;
  /** Datagrams arrive up to this much later than others. */
  jitterMs: number;
}

export interface WireOptions extends Partial<WireWeather> {
  timeline: Timeline;
  /** 0–1, repeatable. */
  random?: () => number;
}

export class MemoryWire {
  readonly timeline: Timeline;
  /** One line a message sent: `TIME FROM → TO WHAT`. */
  readonly ladder: string[] = [];
  /** Each message as it was sent. */
  readonly sent: { from: string; to: string; message: SipMessage }[] = [];
  weather: WireWeather;
  /** A message for which it answers true is lost. */
  drop: (message: SipMessage, from: string) => boolean = () => false;
  readonly #random: () => number;
  readonly #ends = new Map<string, MemoryTransport>();

  constructor({ timeline, random = () => 0.5, ...weather }: WireOptions) {
    this.timeline = timeline;
    this.#random = random;
    this.weather = { latencyMs: 10, loss: 0, duplication: 0, jitterMs: 0, ...weather };
  }

  end(name: string, address: string, port = 5060): MemoryTransport {
    const end = new MemoryTransport(this, name, { address, port });
    this.#ends.set(`${address} ${port}`, end);
    return end;
  }

  at(endpoint: Endpoint): MemoryTransport | undefined {
    return this.#ends.get(`${endpoint.address} ${endpoint.port}`);
  }

  /** The ladder without its times. */
  get steps(): string[] {
    return this.ladder.map((line) => line.replace(/^\S+ /, ''));
  }

  carry(message: SipMessage, from: MemoryTransport, flow: Flow): void {
    const to = this.at(flow.remote);
    this.ladder.push(`${this.timeline.now()} ${from.name} → ${to?.name ?? '?'} ${label(message)}`);
    const bytes = serialiseMessage(message);
    const read = readable(bytes);
    if (read) this.sent.push({ from: from.name, to: to?.name ?? '?', message: read });
    if (!to || this.drop(message, from.name)) return;
    const { latencyMs, loss, duplication, jitterMs } = this.weather;
    const copies = flow.isReliable ? 1 : this.#copies(loss, duplication);
    for (let copy = 0; copy < copies; copy += 1) {
      const delayMs = latencyMs + (flow.isReliable ? 0 : this.#random() * jitterMs);
      this.timeline.at(this.timeline.now() + delayMs, () => {
        to.deliver(bytes, from, flow);
      });
    }
  }

  #copies(loss: number, duplication: number): number {
    if (this.#random() < loss) return 0;
    return this.#random() < duplication ? 2 : 1;
  }
}

interface MemoryFlow extends Flow {
  isOpen: boolean;
}

export class MemoryTransport implements TransportLayer {
  readonly name: string;
  readonly local: Endpoint;
  onMessage: (received: Received) => void = () => undefined;
  onFlowClosed: (flow: Flow) => void = () => undefined;
  readonly #wire: MemoryWire;
  readonly #flows = new Map<string, MemoryFlow>();

  constructor(wire: MemoryWire, name: string, local: Endpoint) {
    this.#wire = wire;
    this.name = name;
    this.local = local;
  }

  sendRequest(request: SipRequest, hop: Hop): Promise<Flow> {
    if (hop.transport !== 'udp' && !this.#wire.at(hop))
      return Promise.reject(new SipError('sip-unreachable', `Nobody listens at ${hop.address}:${hop.port}.`));
    const flow = this.flowTo(hop, hop.transport);
    const via = parseVia(request.headers.get('Via') ?? '');
    request.headers.replaceFirst(
      'Via',
      formatVia({
        ...via,
        transport: hop.transport.toUpperCase(),
        host: this.local.address,
        port: this.local.port,
      }),
    );
    const contact = request.headers.get('Contact');
    if (contact !== null)
      request.headers.set(
        'Contact',
        contact.replace(contactPlaceholder, `${this.local.address}:${this.local.port}`),
      );
    this.#wire.carry(request, this, flow);
    return Promise.resolve(flow);
  }

  resend(message: SipMessage, flow: Flow): void {
    this.#wire.carry(message, this, flow);
  }

  sendResponse(response: SipResponse, to: Received<SipRequest>): void {
    const contact = response.headers.get('Contact');
    if (contact !== null)
      response.headers.set(
        'Contact',
        contact.replace(contactPlaceholder, `${this.local.address}:${this.local.port}`),
      );
    this.#wire.carry(response, this, to.flow);
  }

  deliver(bytes: Uint8Array, from: MemoryTransport, theirs: Flow): void {
    const flow = this.flowTo(from.local, theirs.transport);
    const message = readable(bytes);
    if (!message) return;
    this.onMessage({ message, transport: flow.transport, remote: flow.remote, local: flow.local, flow });
  }

  flowTo({ address, port }: Endpoint, transport: Flow['transport']): MemoryFlow {
    const key = `${transport} ${address} ${port}`;
    const isReliable = transport !== 'udp';
    let flow = this.#flows.get(key);
    if (!flow) {
      flow = { transport, local: this.local, remote: { address, port }, isReliable, isOpen: true };
      this.#flows.set(key, flow);
    }
    return flow;
  }

  /** The connection breaks. */
  breakFlow(flow: Flow): void {
    for (const [key, mine] of this.#flows) if (mine === flow) this.#flows.delete(key);
    this.onFlowClosed(flow);
  }

  dispose(): void {
    this.onMessage = () => undefined;
  }
}

/** Null: no SIP, which transports refuse. */
function readable(bytes: Uint8Array): SipMessage | null {
  try {
    return parseMessage(bytes);
  } catch (error) {
    if (error instanceof SipParseError) return null;
    throw error;
  }
}

function label(message: SipMessage): string {
  if (message.kind === 'request') return message.method;
  return `${message.status} ${message.headers.get('CSeq')?.split(' ')[1] ?? '?'}`;
}
