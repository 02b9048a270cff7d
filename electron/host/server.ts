/** The browser door: one loopback HTTP server for the page, its files and its sockets. */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import { ConfigError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import { MAX_AUDIO_MESSAGE_BYTES, socketPaths } from '#shared/bridge/channels.ts';
import { text } from '../ipc/content/content.ts';
import type { Content, ContentResponse } from '../ipc/content/content.ts';
import { createDispatch } from '../ipc/dispatch.ts';
import type { SettingsStore, StudioPort } from '../ipc/ports.ts';
import { subscribePushes } from '../ipc/pushes.ts';
import { soundOf } from '../ipc/audio-link.ts';
import { serveAudioSocket } from './audio-socket.ts';
import { bridgeSocketLimits, closeCodes, serveBridgeSocket } from './bridge-socket.ts';
import { SessionGuard } from './session-guard.ts';

/** Not configurable: the studio has a microphone and recordings, and no user accounts. */
const LOOPBACK = '127.0.0.1';
/** The page keeps what it remembers by its address, so the port should be the same each time. */
export const USUAL_PORT = 4750;

/** For the closing handshake of a page. */
const CLOSE_MS = 500;

export interface HostServerOptions {
  studio: StudioPort;
  settings: SettingsStore;
  content: Content;
  logger: Logger;
  /** Null: `USUAL_PORT`, or any free one when it is taken. 0: any free one. */
  port: number | null;
}

export interface HostServer {
  /** With the token: whoever opens it has the studio. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Throws ConfigError when the port cannot be had. */
export async function startHostServer(options: HostServerOptions): Promise<HostServer> {
  const { studio, settings, logger } = options;
  const server = createServer();
  const port = await listen(server, options.port);
  const guard = new SessionGuard(port);
  const bridgeSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    ...bridgeSocketLimits,
  });
  const audioSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_AUDIO_MESSAGE_BYTES,
  });
  const dispatch = createDispatch({ studio, settings, door: 'browser', logger });

  server.on('request', (request, response) => {
    answer(guard, options.content, request, response).catch((error: unknown) => {
      // The page went away in the middle of a file, or the file did.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy());
    const verdict = guard.upgrade(request.headers);
    if (verdict.kind !== 'allowed') {
      refuseUpgrade(socket, verdict.kind === 'refused' ? verdict.status : 403);
      return;
    }
    const { path, query } = splitUrl(request.url);
    if (path === socketPaths.bridge) {
      bridgeSockets.handleUpgrade(request, socket, head, (opened) => {
        serveBridgeSocket(opened, {
          dispatch,
          subscribe: (listener) => {
            const subscription = subscribePushes(studio, settings, listener);
            return () => {
              subscription.dispose();
            };
          },
          logger,
        });
      });
    } else if (path === socketPaths.audio) {
      audioSockets.handleUpgrade(request, socket, head, (opened) => {
        serveAudioSocket(opened, query, soundOf(studio), logger);
      });
    } else refuseUpgrade(socket, 404);
  });

  const origin = `http://${LOOPBACK}:${port}`;
  return {
    url: `${origin}/?token=${guard.token}`,
    origin,
    port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      const sockets = [...bridgeSockets.clients, ...audioSockets.clients];
      for (const socket of sockets) socket.close(closeCodes.goingAway, 'Parley is closing');
      server.closeAllConnections();
      // A page that is suspended answers no closing handshake.
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.terminate();
      }, CLOSE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

async function answer(
  guard: SessionGuard,
  content: Content,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, query } = splitUrl(request.url);
  const method = request.method ?? '';
  const verdict = guard.request({ method, path, query, headers: request.headers });
  switch (verdict.kind) {
    case 'enter':
      await send(response, text(303, 'Welcome to Parley.', { Location: '/', 'Set-Cookie': verdict.cookie }));
      return;
    case 'refused':
      await send(response, text(verdict.status, verdict.message));
      return;
    case 'allowed':
      await send(
        response,
        await content({
          method,
          path,
          range: request.headers.range ?? null,
          ifNoneMatch: request.headers['if-none-match'] ?? null,
        }),
      );
  }
}

async function send(response: ServerResponse, { status, headers, body }: ContentResponse): Promise<void> {
  response.writeHead(status, headers);
  if (body === null) response.end();
  else if (body instanceof Uint8Array) response.end(body);
  else await pipeline(createReadStream(body.path, { start: body.first, end: body.last }), response);
}

/** Not `new URL`: it would tidy `..` away before anybody has looked at it. */
function splitUrl(url = '/'): { path: string; query: URLSearchParams } {
  const [path = '/', ...query] = url.split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}

function refuseUpgrade(socket: Duplex, status: 401 | 403 | 404): void {
  const reasons = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' };
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function listen(server: Server, wanted: number | null): Promise<number> {
  try {
    return await tryPort(server, wanted ?? USUAL_PORT);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (wanted === null && (code === 'EADDRINUSE' || code === 'EACCES')) return tryPort(server, 0);
    if (code === 'EADDRINUSE')
      throw new ConfigError(
        'config-invalid',
        `Port ${String(wanted)} is in use by another program. Choose another with --port N, or leave --port out and Parley finds a free one.`,
        { cause },
      );
    if (code === 'EACCES')
      throw new ConfigError(
        'config-invalid',
        `Port ${String(wanted)} may not be used without special rights. Choose one above 1023 with --port N.`,
        { cause },
      );
    throw cause;
  }
}

function tryPort(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
