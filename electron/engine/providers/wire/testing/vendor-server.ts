/**
 * A vendor's server on 127.0.0.1: real HTTP and WebSocket, with every fault that a network or a vendor can have. What it
 * speaks is up to the vendor's own `testing/` folder.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** What becomes of a WebSocket handshake instead of an answer. */
export type HandshakeFault =
  | { type: 'status'; status: number; body?: string; headers?: Record<string, string> }
  /** Accepted by the system, never answered. */
  | { type: 'silent' }
  /** Cut with a reset. */
  | { type: 'reset' };

export interface RestAnswer {
  status: number;
  body: unknown;
}

export class VendorConnection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Text messages as they came, parsed. */
  readonly received: Record<string, unknown>[] = [];
  /** Binary messages: bytes so far. */
  receivedBytes = 0;
  /** Code and reason with which the client closed; null while open. */
  closedWith: { code: number; reason: string } | null = null;

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.socket = socket;
    this.request = request;
  }

  get query(): URLSearchParams {
    return new URL(this.request.url ?? '/', 'ws://server').searchParams;
  }

  send(message: unknown): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const raw = typeof message === 'string' || Buffer.isBuffer(message);
    this.socket.send(raw ? message : JSON.stringify(message));
  }

  /** The first bytes of a message of 1,000, then a reset. */
  cutInsideMessage(): void {
    const raw = this.request.socket;
    // RFC 6455 §5.2: FIN and text; length 126 means that 16 bits of length follow.
    raw.write(Buffer.from([0x81, 126, 0x03, 0xe8, ...Buffer.from('{"type":"chu')]));
    raw.destroy();
  }
}

export class VendorServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #raw = new Set<Socket>();
  readonly connections: VendorConnection[] = [];
  /** Requests for a handshake or a page so far, by path and query. */
  readonly requests: { url: string; headers: IncomingMessage['headers'] }[] = [];
  /** Faults of the handshakes to come, in order; a handshake past the last is answered. */
  handshakeFaults: HandshakeFault[] = [];
  /** Upgraded and silent: neither messages nor pongs are answered. */
  mute = false;
  rest: (method: string, path: string) => RestAnswer = () => ({
    status: 404,
    body: { message: 'not found' },
  });
  readonly #watchers = new Set<() => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  protected serve: (connection: VendorConnection, data: Record<string, unknown> | Buffer) => void = () =>
    undefined;
  protected greet: (connection: VendorConnection) => void = () => undefined;

  /** A text message of the client. */
  protected parse(text: string): Record<string, unknown> {
    return JSON.parse(text) as Record<string, unknown>;
  }

  constructor() {
    this.#http = createServer((request, response) => {
      this.requests.push({ url: request.url ?? '', headers: request.headers });
      const answer = this.rest(request.method ?? 'GET', request.url ?? '/');
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
    this.#http.on('connection', (socket) => {
      this.#raw.add(socket);
      socket.on('close', () => {
        this.#raw.delete(socket);
        this.changed();
      });
      socket.on('error', () => undefined);
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.requests.push({ url: request.url ?? '', headers: request.headers });
      this.changed();
      const fault = this.handshakeFaults.shift();
      if (fault?.type === 'silent') {
        // Read, so that the client's end is noticed.
        socket.resume().once('end', () => socket.end());
        return;
      }
      if (fault?.type === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      if (fault) {
        const body = fault.body ?? '';
        const headers = { 'content-length': String(Buffer.byteLength(body)), ...fault.headers };
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.end(`HTTP/1.1 ${fault.status} Refused\r\nconnection: close\r\n${lines.join('')}\r\n${body}`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#accept(new VendorConnection(webSocket, request));
      });
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** `http://127.0.0.1:…`, as a connection's address in the settings. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** TCP connections that are up. */
  get openSockets(): number {
    return this.#raw.size;
  }

  get last(): VendorConnection {
    const last = this.connections.at(-1);
    if (!last) throw new Error('Nobody has connected');
    return last;
  }

  /** Resolves once the condition holds; looked at whenever something happened here. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const watch = (): void => {
        if (!condition()) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
    });
  }

  /** Does something after a while, unless the server is closed before. */
  after(delayMs: number, task: () => void): void {
    if (delayMs <= 0) {
      task();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delayMs);
    this.#timers.add(timer);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#raw) socket.destroy();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  protected changed(): void {
    for (const watch of [...this.#watchers]) watch();
  }

  #accept(connection: VendorConnection): void {
    this.connections.push(connection);
    connection.socket.on('ping', (data) => {
      if (!this.mute) connection.socket.pong(data);
    });
    connection.socket.on('error', () => undefined);
    connection.socket.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer;
      if (isBinary) connection.receivedBytes += bytes.length;
      const message = isBinary ? bytes : this.parse(bytes.toString('utf8'));
      if (!Buffer.isBuffer(message)) connection.received.push(message);
      if (!this.mute) this.serve(connection, message);
      this.changed();
    });
    connection.socket.on('close', (code, reason) => {
      connection.closedWith = { code, reason: reason.toString() };
      this.changed();
    });
    if (!this.mute) this.greet(connection);
    this.changed();
  }
}
