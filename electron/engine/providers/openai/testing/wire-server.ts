/** A real HTTP server on 127.0.0.1 that a test holds in its hand: what came in, which sockets are open, how each ends. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body as JSON; fails the test when it is not. */
  json: () => Record<string, unknown>;
}

export type RequestHandler = (request: ReceivedRequest, response: ServerResponse) => unknown;

export class WireServer {
  readonly server: Server;
  readonly received: ReceivedRequest[] = [];
  /** The sockets that are open now. */
  readonly sockets = new Set<Socket>();
  /** How many were ever opened. */
  socketCount = 0;
  handler: RequestHandler;
  #onReceived: () => void = () => undefined;

  private constructor(handler: RequestHandler) {
    this.handler = handler;
    this.server = createServer((message, response) => {
      const parts: Buffer[] = [];
      message.on('data', (part: Buffer) => parts.push(part));
      message.on('error', () => undefined);
      response.on('error', () => undefined);
      message.on('end', () => {
        const body = Buffer.concat(parts);
        const request: ReceivedRequest = {
          method: message.method ?? '',
          path: message.url ?? '',
          headers: message.headers,
          body,
          json: () => JSON.parse(body.toString()) as Record<string, unknown>,
        };
        this.received.push(request);
        this.#onReceived();
        this.handler(request, response);
      });
    });
    this.server.on('connection', (socket) => {
      this.socketCount += 1;
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(handler: RequestHandler = (_, response) => response.end()): Promise<WireServer> {
    const server = new WireServer(handler);
    server.server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return server;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** `http://127.0.0.1:PORT/v1` */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  /** Resolves when so many requests of a kind have been received whole. */
  async got(method: string, count: number): Promise<void> {
    while (this.received.filter((request) => request.method === method).length < count) {
      await new Promise<void>((next) => (this.#onReceived = next));
    }
  }

  /** Resolves when every socket that is open now has been closed. */
  async allClosed(): Promise<void> {
    await Promise.all(
      [...this.sockets].map((socket) => new Promise((closed) => socket.once('close', closed))),
    );
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Writes the parts one by one, each in a turn of the event loop of its own, so that they arrive as packets of their own. */
export async function writeParts(
  response: ServerResponse,
  parts: readonly (string | Uint8Array)[],
  contentType = 'text/event-stream; charset=utf-8',
): Promise<void> {
  if (!response.headersSent) response.writeHead(200, { 'content-type': contentType });
  response.flushHeaders();
  for (const part of parts) {
    await new Promise((written) => response.write(part, written));
    await new Promise((turn) => setImmediate(turn));
  }
}

/** Ends the connection with a TCP reset instead of an orderly close. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** One server-sent event. */
export function sse(data: unknown, event?: string): string {
  const named = event === undefined ? '' : `event: ${event}\n`;
  return `${named}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
