/** The machine's network, over Node's sockets. Each callback is brought onto the timeline. */
import { createSocket, type Socket as NodeDatagramSocket } from 'node:dgram';
import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Disposable } from '../../../base/disposable.ts';
import { SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';
import { unbindable, unreachable } from './network-error.ts';
import type {
  DatagramSocket,
  Endpoint,
  Network,
  StreamServer,
  StreamSocket,
  TlsIdentity,
  TlsSettings,
} from './network.ts';
import { NodeStream, plainAddress } from './node-stream.ts';
import { connectSecurely } from './node-tls.ts';

export interface NodeNetworkOptions {
  timeline: Timeline;
  /** A connection, TLS included, that takes longer is given up. Default 8 s, a quarter of a SIP transaction's life. */
  connectTimeoutMs?: number;
}

/** A TLS handshake that a stranger does not finish is given up. */
const handshakeTimeoutMs = 10_000;
/** Of one socket, while the timeline is busy; beyond, the machine does not keep up, and what is asked for comes again. */
export const maxWaitingDatagrams = 512;

export class NodeNetwork implements Network {
  readonly #timeline: Timeline;
  readonly #connectTimeoutMs: number;

  constructor({ timeline, connectTimeoutMs = 8000 }: NodeNetworkOptions) {
    this.#timeline = timeline;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  udp(bind: Endpoint): Promise<DatagramSocket> {
    const socket = openDatagrams(bind.address);
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => {
        socket.close();
        this.#timeline.post(() => {
          reject(unbindable(bind, error));
        });
      };
      socket.once('error', failed);
      socket.bind({ address: bind.address, port: bind.port, exclusive: true }, () => {
        socket.off('error', failed);
        const bound = new NodeDatagrams(socket, this.#timeline);
        this.#timeline.post(() => {
          resolve(bound);
        });
      });
    });
  }

  connect(to: Endpoint, tls: TlsSettings | null, signal: AbortSignal): Promise<StreamSocket> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const socket = connect({ host: to.address, port: to.port });
      let settled = false;
      const settle = (outcome: () => void): void => {
        if (settled) return;
        settled = true;
        deadline?.dispose();
        signal.removeEventListener('abort', aborted);
        this.#timeline.post(outcome);
      };
      const fail = (reason: Error): void => {
        socket.destroy();
        settle(() => {
          reject(reason);
        });
      };
      const aborted = (): void => {
        fail(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      let deadline: Disposable | null = null;
      // Posted: outside of an event the timeline's `now` is that of the last one.
      this.#timeline.post(() => {
        deadline = this.#timeline.at(this.#timeline.now() + this.#connectTimeoutMs, () => {
          fail(unreachable(to, Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
        });
      });
      signal.addEventListener('abort', aborted, { once: true });
      socket.on('error', (error) => {
        fail(unreachable(to, error));
      });
      const connected = (ready: Socket): void => {
        const stream = new NodeStream(ready, this.#timeline);
        settle(() => {
          resolve(stream);
        });
      };
      socket.once('connect', () => {
        if (tls) connectSecurely(socket, to, tls).then(connected, fail);
        else connected(socket);
      });
    });
  }

  listen(
    bind: Endpoint,
    identity: TlsIdentity | null,
    connected: (socket: StreamSocket) => void,
  ): Promise<StreamServer> {
    const accept = (socket: Socket): void => {
      // Without a listener an error that comes before the stream is made would end the process.
      socket.on('error', () => undefined);
      if (socket.remoteAddress === undefined) {
        socket.destroy();
        return;
      }
      const stream = new NodeStream(socket, this.#timeline);
      this.#timeline.post(() => {
        connected(stream);
      });
    };
    return new Promise((resolve, reject) => {
      let server: Server;
      try {
        server = identity ? secureServer(identity, accept) : createServer(accept);
      } catch (error) {
        reject(
          new SipError(
            'config-invalid',
            'The certificate or key to listen with cannot be read: it has to be PEM, and the two must belong together.',
            { cause: error },
          ),
        );
        return;
      }
      server.once('error', (error) => {
        this.#timeline.post(() => {
          reject(unbindable(bind, error));
        });
      });
      server.listen({ host: bind.address, port: bind.port, ipv6Only: true, exclusive: true }, () => {
        const stream = new NodeStreamServer(server);
        this.#timeline.post(() => {
          resolve(stream);
        });
      });
    });
  }

  /** A UDP socket that is connected sends nothing, but the system chooses its route and with it the address. */
  localAddressFor(peer: string): Promise<string> {
    const socket = openDatagrams(peer);
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        socket.close();
        this.#timeline.post(outcome);
      };
      socket.once('error', (error) => {
        settle(() => {
          reject(unreachable({ address: peer, port: 5060 }, error));
        });
      });
      socket.connect(5060, peer, () => {
        const address = plainAddress(socket.address().address);
        settle(() => {
          resolve(address);
        });
      });
    });
  }
}

function openDatagrams(address: string): NodeDatagramSocket {
  const family = isIPv6(address) ? 6 : 4;
  return createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ipv6Only: family === 6,
    // Addresses are numbers here, never names: nothing is looked up, and a datagram leaves before `send` returns.
    lookup: (numeric, _options, done) => {
      done(null, numeric, family);
    },
  });
}

function secureServer({ keyPem, certificatePem }: TlsIdentity, accept: (socket: TLSSocket) => void): Server {
  const server = createTlsServer(
    { key: keyPem, cert: certificatePem, minVersion: 'TLSv1.2', handshakeTimeout: handshakeTimeoutMs },
    accept,
  );
  // A handshake that fails is the stranger's affair; Node has closed the socket already.
  server.on('tlsClientError', () => undefined);
  return server;
}

class NodeDatagrams implements DatagramSocket {
  readonly local: Endpoint;
  onMessage: (data: Uint8Array, from: Endpoint) => void = () => undefined;
  onError: (error: Error) => void = () => undefined;
  readonly #socket: NodeDatagramSocket;
  #waiting = 0;
  #disposed = false;

  constructor(socket: NodeDatagramSocket, timeline: Timeline) {
    this.#socket = socket;
    const { address, port } = socket.address();
    this.local = { address: plainAddress(address), port };
    socket.on('message', (data, { address: from, port: fromPort }) => {
      if (this.#waiting >= maxWaitingDatagrams) return;
      this.#waiting += 1;
      timeline.arrived(() => {
        this.#waiting -= 1;
        if (!this.#disposed) this.onMessage(data, { address: plainAddress(from), port: fromPort });
      });
    });
    socket.on('error', (error) => {
      timeline.post(() => {
        if (!this.#disposed) this.onError(error);
      });
    });
  }

  send(data: Uint8Array, to: Endpoint): void {
    if (this.#disposed) return;
    this.#socket.send(data, to.port, to.address);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#socket.close();
  }
}

class NodeStreamServer implements StreamServer {
  readonly local: Endpoint;
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has an address.');
    this.local = { address: plainAddress(address.address), port: address.port };
    // Errors of a server that listens (out of file descriptors) concern one connection; the next may do.
    server.on('error', () => undefined);
  }

  /** No new connections; those that are up are the owner's to close. */
  dispose(): void {
    this.#server.close();
  }
}
