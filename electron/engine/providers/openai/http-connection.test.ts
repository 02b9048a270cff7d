import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { endpointOf } from './endpoint.ts';
import { OpenAiError } from './errors.ts';
import { HttpConnection } from './http-connection.ts';
import type { OpenAiConnectionOptions } from './options.ts';
import { reset, WireServer, writeParts, type RequestHandler } from './testing/wire-server.ts';

const never = new AbortController().signal;
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function wire(handler?: RequestHandler): Promise<WireServer> {
  const server = await WireServer.start(handler);
  cleanUps.push(() => server.close());
  return server;
}

function connect(
  baseUrl: string,
  more: Partial<OpenAiConnectionOptions> = {},
  refill?: boolean,
): HttpConnection {
  const options: OpenAiConnectionOptions = {
    provider: 'other',
    preset: 'other',
    baseUrl,
    apiKey: 'sk-test-1234567890',
    ...more,
  };
  const connection = new HttpConnection({
    endpoint: endpointOf(options),
    context: { options, model: 'some-model' },
    ...(refill === undefined ? {} : { refill }),
  });
  cleanUps.push(() => {
    connection.dispose();
  });
  return connection;
}

const get = { method: 'GET', path: '/models' } as const;

async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  const error: unknown = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpenAiError)) return error;
  const { code, reason, retryable, status, retryAfterMs, message } = error;
  return { code, reason, retryable, status, retryAfterMs, message };
}

describe('an HTTP connection', () => {
  it('reuses its socket, sends the key as a bearer token, and closes when disposed', async () => {
    const server = await wire((_, response) => response.end('{}'));
    const connection = connect(server.baseUrl);
    for (let i = 0; i < 3; i += 1) await (await connection.send(get, never)).text(100);
    const seen = { sockets: server.socketCount, key: server.received[0]?.headers.authorization };
    connection.dispose();
    await server.allClosed();
    expect({ ...seen, left: server.sockets.size }).toEqual({
      sockets: 1,
      key: 'Bearer sk-test-1234567890',
      left: 0,
    });
  });

  it('is warm before the first request, opened once however often it is asked for', async () => {
    const server = await wire((_, response) => response.writeHead(404).end());
    const connection = connect(server.baseUrl);
    expect(await Promise.all([connection.warm(), connection.warm()])).toEqual([true, true]);
    expect(await connection.warm()).toBe(true);
    server.handler = (_, response) => response.end('{}');
    await (await connection.send(get, never)).text(10);
    expect([server.socketCount, server.received.map(({ method }) => method)]).toEqual([
      1,
      ['OPTIONS', 'GET'],
    ]);
  });

  it('sends again at once on a new socket when the one it reused had just been closed', async () => {
    let requests = 0;
    const server = await wire((_, response) => {
      requests += 1;
      if (requests === 2) reset(response);
      else response.end('{}');
    });
    const connection = connect(server.baseUrl);
    await (await connection.send(get, never)).text(10);
    await (await connection.send(get, never)).text(10);
    expect([requests, server.socketCount]).toEqual([3, 2]);
  });

  it('does not send again what failed on a new socket', async () => {
    const server = await wire((_, response) => {
      reset(response);
    });
    expect(await failureOf(connect(server.baseUrl).send(get, never))).toMatchObject({
      code: 'provider-failed',
      reason: 'network',
      retryable: true,
      status: null,
    });
    expect(server.received).toHaveLength(1);
  });

  it('closes the socket of an aborted request and opens the next ahead', async () => {
    const server = await wire((request, response) => {
      if (request.method === 'OPTIONS') response.end();
    });
    const connection = connect(server.baseUrl, {}, true);
    const abort = new AbortController();
    const sending = connection.send(get, abort.signal);
    await once(server.server, 'request');
    const [first] = server.sockets;
    abort.abort();
    await expect(sending).rejects.not.toBeInstanceOf(OpenAiError);
    if (first && !first.destroyed) await once(first, 'close');
    await connection.warm();
    expect({ open: server.sockets.size, methods: server.received.map(({ method }) => method) }).toEqual({
      open: 1,
      methods: ['GET', 'OPTIONS'],
    });
  });
});

describe('what stands in its way', () => {
  it('nothing listens: says how the server is started', async () => {
    const server = await WireServer.start();
    const { baseUrl, port } = server;
    await server.close();
    const connection = connect(baseUrl, { preset: 'ollama', provider: 'ollama' });
    expect(await failureOf(connection.send(get, never))).toEqual({
      code: 'provider-failed',
      reason: 'connection-refused',
      retryable: true,
      status: null,
      retryAfterMs: null,
      message: `Ollama (some-model) is not there: nothing listens at 127.0.0.1:${port}. Is Ollama running? Start it with "ollama serve", or check the base URL.`,
    });
  });

  it('a name without an address', async () => {
    const failed = failureOf(connect('http://nowhere.invalid/v1').send(get, never));
    expect(await failed).toMatchObject({ reason: 'host-not-found', retryable: true });
  });

  it('TLS asked of a server that speaks plain HTTP', async () => {
    const server = await wire();
    const failed = failureOf(connect(server.baseUrl.replace('http:', 'https:')).send(get, never));
    expect(await failed).toMatchObject({ reason: 'tls', retryable: false });
  });

  it('a server that speaks another protocol', async () => {
    const server: Server = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanUps.push(() => server.close());
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    expect(await failureOf(connect(baseUrl).send(get, never))).toMatchObject({ reason: 'not-json' });
  });

  it('a half-open socket that never answers', async () => {
    const server = await wire(() => undefined);
    const connection = connect(server.baseUrl, { deadlines: { firstEventMs: 30 } });
    expect(await failureOf(connection.send(get, never))).toEqual({
      code: 'provider-timeout',
      reason: 'timeout',
      retryable: true,
      status: null,
      retryAfterMs: null,
      message:
        'Another OpenAI-compatible server (some-model) did not answer within 30 ms. It may be overloaded or out of reach: try again, or choose another provider.',
    });
    await server.allClosed();
  });

  it('TLS that is never answered', async () => {
    const server: Server = createServer((socket) => void socket.on('error', () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanUps.push(() => server.close());
    const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const connection = connect(baseUrl, { deadlines: { connectMs: 30 } });
    expect(await failureOf(connection.send(get, never))).toMatchObject({
      code: 'provider-timeout',
      retryable: true,
    });
  });

  it.each([
    [
      429,
      { 'retry-after': '7' },
      '{"error":{"message":"Slow down","code":"rate_limit_exceeded"}}',
      'rate-limit',
      true,
      7000,
    ],
    [
      429,
      {},
      '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}',
      'quota',
      false,
      null,
    ],
    [401, {}, '{"error":{"message":"Incorrect API key provided: sk-test-1234567890."}}', 'key', false, null],
    [
      400,
      {},
      '[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}}]',
      'key',
      false,
      null,
    ],
    [403, {}, '{"error":"no"}', 'forbidden', false, null],
    [
      404,
      {},
      '{"error":{"message":"The model x does not exist","code":"model_not_found"}}',
      'model',
      false,
      null,
    ],
    [404, {}, '<html>not here</html>', 'address', false, null],
    [422, {}, '{"detail":[{"loc":["body"],"msg":"field required"}]}', 'request', false, null],
    [400, {}, '{"error":{"message":"Voice x is not supported","param":"voice"}}', 'voice', false, null],
    [400, {}, '{"error":{"message":"filtered","code":"content_filter"}}', 'content', false, null],
    [500, {}, '<html><body>Internal Server Error</body></html>', 'server', true, null],
    [503, { 'retry-after-ms': '250' }, 'busy', 'server', true, 250],
    [529, {}, '{"error":{"type":"overloaded_error","message":"Overloaded"}}', 'server', true, null],
    [302, { location: 'https://elsewhere.example' }, '', 'address', false, null],
  ])('%i %j %s', async (status, headers, body, reason, retryable, retryAfterMs) => {
    const server = await wire((_, response) => response.writeHead(status, headers).end(body));
    const error = (await failureOf(connect(server.baseUrl).send(get, never))) as { message: string };
    expect(error).toMatchObject({ reason, retryable, retryAfterMs });
    expect(error.message).not.toMatch(/1234567890|<html>/);
  });
});

describe('a body', () => {
  const read = async (connection: HttpConnection, perEvent = true): Promise<string> => {
    const answer = await connection.send(get, never);
    let text = '';
    for await (const bytes of answer.bytes()) {
      text += bytes.toString();
      if (perEvent) answer.progress();
    }
    return text;
  };

  it('that stalls is given up, and its socket closed', async () => {
    const server = await wire((_, response) => void writeParts(response, ['a']));
    const connection = connect(server.baseUrl, { deadlines: { betweenEventsMs: 30 } });
    expect(await failureOf(read(connection))).toMatchObject({ code: 'provider-timeout', retryable: true });
    await server.allClosed();
  });

  it('that trickles without ever bringing an event is given up too', async () => {
    const server = await wire((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(': waiting\n\n'), 5);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    const connection = connect(server.baseUrl, { deadlines: { firstEventMs: 60 } });
    expect(await failureOf(read(connection, false))).toMatchObject({ code: 'provider-timeout' });
    await server.allClosed();
  });

  it('that is cut says so', async () => {
    const server = await wire((_, response) => {
      void writeParts(response, ['half']).then(() => {
        reset(response);
      });
    });
    expect(await failureOf(read(connect(server.baseUrl)))).toMatchObject({ reason: 'cut', retryable: true });
  });

  it('that is left early loses its socket; one that is released keeps it', async () => {
    const server = await wire(
      (_, response) => void writeParts(response, ['a', 'b']).then(() => response.end()),
    );
    const connection = connect(server.baseUrl);
    for (const keep of [true, false]) {
      const answer = await connection.send(get, never);
      for await (const _ of answer.bytes()) {
        if (keep) answer.release();
        break;
      }
      if (keep) await expect.poll(() => connection.idleCount).toBe(1);
    }
    await server.allClosed();
    expect([server.socketCount, connection.idleCount]).toEqual([1, 0]);
  });
});
