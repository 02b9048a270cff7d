/** Somebody on the network in memory who sends any bytes whatever, and notes what comes back. */
import { StreamFramer } from '../sip/message/stream-framer.ts';
import { parseMessage, SipParseError } from '../sip/message/parse.ts';
import type { SipMessage } from '../sip/message/message.ts';
import type { DatagramSocket, Endpoint, StreamSocket } from '../sip/transport/network.ts';
import type { VirtualHost } from './virtual-network.ts';

export class Stranger {
  readonly address: string;
  /** How often each was heard: `200 OPTIONS` of responses, `INVITE` of requests. */
  readonly heard: Record<string, number> = {};
  onMessage: (message: SipMessage) => void = () => undefined;
  readonly #socket: DatagramSocket;
  readonly #host: VirtualHost;

  private constructor(host: VirtualHost, socket: DatagramSocket) {
    this.#host = host;
    this.#socket = socket;
    this.address = host.addresses[0] ?? '';
    socket.onMessage = (bytes) => {
      const message = readable(bytes);
      if (message) this.#hear(message);
    };
  }

  static async at(host: VirtualHost, port = 5060): Promise<Stranger> {
    return new Stranger(host, await host.udp({ address: host.addresses[0] ?? '', port }));
  }

  send(bytes: Uint8Array | string, to: Endpoint): void {
    this.#socket.send(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, to);
  }

  /** A connection; what comes by it is noted like the rest. Null: it was refused. */
  async connect(to: Endpoint): Promise<StreamSocket | null> {
    const socket = await this.#host.connect(to, null, new AbortController().signal).catch(() => null);
    const framer = new StreamFramer(true);
    if (socket)
      socket.onData = (bytes) => {
        for (const item of framer.push(bytes)) if (item.kind === 'message') this.#hear(item.message);
      };
    return socket;
  }

  #hear(message: SipMessage): void {
    this.onMessage(message);
    const method = message.headers.get('CSeq')?.split(/\s+/)[1] ?? '?';
    const what = message.kind === 'request' ? message.method : `${message.status} ${method}`;
    this.heard[what] = (this.heard[what] ?? 0) + 1;
  }
}

function readable(bytes: Uint8Array): SipMessage | null {
  try {
    return parseMessage(bytes);
  } catch (error) {
    if (error instanceof SipParseError) return null;
    throw error;
  }
}
