/** An HTTP API on 127.0.0.1 that answers as a test says, faults included, and keeps what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AskedRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Answering = (request: AskedRequest, response: ServerResponse) => void;

export interface ApiServer {
  readonly url: string;
  readonly host: string;
  readonly requests: AskedRequest[];
  /** Resolves when the next request has been closed by the client before it was answered. */
  abandoned(): Promise<void>;
  close(): Promise<void>;
}

/** Answers JSON with this status. */
export const json =
  (value: unknown, status = 200): Answering =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

export async function startApiServer(answer: Answering): Promise<ApiServer> {
  const requests: AskedRequest[] = [];
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const server = createServer((incoming, response) => {
    response.once('close', () => {
      if (!response.writableFinished) leave();
    });
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request: AskedRequest = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(request);
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    abandoned: () => left,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
