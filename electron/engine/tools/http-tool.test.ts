import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { ToolCredential } from '#shared/domain/tool.ts';
import { createToolSet } from './index.ts';
import { maxAnswerBytes } from './http-exchange.ts';
import { maxShownLength } from './http-tool.ts';
import { json, startApiServer, type Answering, type ApiServer } from './testing/api-server.ts';
import type { Tool, ToolResult } from './tool.ts';

const servers: ApiServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const serve = async (answer: Answering): Promise<ApiServer> => {
  const server = await startApiServer(answer);
  servers.push(server);
  return server;
};

const tool = (config: object, credential: ToolCredential | null = null): Tool => {
  const [made] = createToolSet(
    [
      {
        tool_uuid: 'u',
        name: 'Look up order',
        description: 'Finds an order.',
        definition: { type: 'http_api', config: { ...config } },
      },
    ],
    { secrets: { credential: () => Promise.resolve(credential) } },
  ).pick(['u']);
  if (!made) throw new Error('no tool');
  return made;
};

const clock = { now: new Date('2026-03-05T09:00:00Z'), timeZone: 'UTC' };
const run = async (
  made: Tool,
  given: Record<string, unknown> = {},
  { initial = {}, gathered = {}, signal = new AbortController().signal } = {},
): Promise<ToolResult> => {
  const context = { ...initial, initial_context: initial, gathered_context: gathered };
  return (await made.run(given, { context, clock }, signal)).result;
};

describe('the function of an HTTP tool', () => {
  it('has its name, description and parameters', () => {
    const made = tool({
      url: 'https://shop.test',
      customMessage: 'One moment.',
      parameters: [
        { name: 'order_id', type: 'string', description: 'The number' },
        { name: 'details', type: 'object', required: false },
        { name: 'tags', type: 'array', required: false },
      ],
    });
    expect(made).toMatchObject({ id: 'u', speech: 'One moment.', endsCall: false });
    expect(made.function).toEqual({
      name: 'look_up_order',
      description: 'Finds an order.',
      label: 'Look up order',
      examples: [],
      parameters: {
        type: 'object',
        properties: {
          order_id: { type: 'string', description: 'The number' },
          details: { type: 'object', additionalProperties: true },
          tags: { type: 'array', items: {} },
        },
        required: ['order_id'],
      },
    });
  });
});

describe('the request of an HTTP tool', () => {
  it('sends parameters of GET as a query, encoded, without those in the path', async () => {
    const server = await serve(json({ state: 'sent' }));
    const made = tool({
      method: 'GET',
      url: `${server.url}/orders/{{order_id}}?shop={{initial_context.shop}}`,
      headers: { 'X-Client': 'parley' },
      parameters: [
        { name: 'order_id', type: 'string' },
        { name: 'days', type: 'number' },
        { name: 'tags', type: 'array', required: false },
      ],
      preset_parameters: [{ name: 'caller', type: 'string', value_template: '{{caller_number}}' }],
    });
    const initial = { shop: 'A&B', caller_number: '+49 1' };
    const given = { order_id: '../7 x', days: '3', tags: ['a'], invented: 'by the model' };
    expect(await run(made, given, { initial })).toEqual({
      status: 'success',
      status_code: 200,
      data: { state: 'sent' },
    });
    expect(server.requests).toEqual([
      expect.objectContaining({
        method: 'GET',
        path: '/orders/..%2F7%20x?shop=A%26B&days=3&tags=%5B%22a%22%5D&caller=%2B49+1',
        body: '',
      }),
    ]);
    expect(server.requests[0]?.headers['x-client']).toBe('parley');
  });

  it('sends parameters of POST as a JSON object, each of its type', async () => {
    const server = await serve(json(null, 201));
    const made = tool({
      url: server.url,
      parameters: [
        { name: 'guests', type: 'number' },
        { name: 'vip', type: 'boolean' },
        { name: 'note', type: 'string', required: false },
      ],
      preset_parameters: [
        { name: 'day', type: 'string', value_template: '{{gathered_context.day}}' },
        { name: 'extra', type: 'object', value_template: '{"a": 1}' },
        { name: 'none', type: 'string', value_template: '{{gone}}', required: false },
      ],
    });
    const gathered = { day: '2026-03-06' };
    expect(await run(made, { guests: '4', vip: 'yes' }, { gathered })).toEqual({
      status: 'success',
      status_code: 201,
      data: null,
    });
    const [asked] = server.requests;
    expect([asked?.method, asked?.headers['content-type']]).toEqual(['POST', 'application/json']);
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      guests: 4,
      vip: true,
      day: '2026-03-06',
      extra: { a: 1 },
    });
  });

  it('fills in a body template; a value that is one whole placeholder keeps its type', async () => {
    const server = await serve(json({}));
    const made = tool({
      method: 'PUT',
      url: server.url,
      parameters: [{ name: 'guests', type: 'number' }],
      body_template: {
        booking: { guests: '{{guests}}', text: 'for {{guests}}', by: '{{initial_context.name}}' },
        fixed: [1, '{{gathered_context.tags}}'],
      },
    });
    await run(made, { guests: 2 }, { initial: { name: 'Ana', guests: 9 }, gathered: { tags: ['x'] } });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      booking: { guests: 2, text: 'for 2', by: 'Ana' },
      fixed: [1, ['x']],
    });
  });

  it.each<[ToolCredential, string, string | undefined]>([
    [{ type: 'none' }, 'authorization', undefined],
    [{ type: 'api_key', header_name: 'X-API-Key', api_key: 'k-12345' }, 'x-api-key', 'k-12345'],
    [{ type: 'bearer_token', token: 't-12345' }, 'authorization', 'Bearer t-12345'],
    [{ type: 'basic_auth', username: 'me', password: 'p-12345' }, 'authorization', 'Basic bWU6cC0xMjM0NQ=='],
    [{ type: 'custom_header', header_name: 'X-Mine', header_value: 'v-12345' }, 'x-mine', 'v-12345'],
  ])('sends its credential and tells it to nobody: %j', async (credential, header, value) => {
    const server = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const headers = { 'X-API-KEY': 'not this' };
    const result = await run(
      tool({ method: 'GET', url: server.url, headers, credential_uuid: 'c' }, credential),
    );
    expect(server.requests[0]?.headers[header]).toBe(value);
    expect(JSON.stringify(result)).not.toMatch(/12345|bWU6/);
  });
});

describe('a request that is not made', () => {
  const refused = async (config: object, given = {}): Promise<unknown> =>
    run(tool({ url: 'http://127.0.0.1:9/{{path}}', ...config }), given);

  it.each<[object, Record<string, unknown>, RegExp]>([
    [{ parameters: [{ name: 'path', type: 'string' }] }, {}, /“path” is missing. Ask the caller/],
    [
      { parameters: [{ name: 'path', type: 'number' }] },
      { path: 'x' },
      /“path” has to be of the type number/,
    ],
    [{ parameters: [{ name: 'path', type: 'object' }] }, { path: '[1]' }, /of the type object/],
    [{}, {}, /The address needs a value for \{\{path\}\}/],
    [
      { preset_parameters: [{ name: 'day', type: 'string', value_template: '{{gone}}' }] },
      {},
      /“day”, which this tool takes from the call, is not known yet/,
    ],
    [
      { preset_parameters: [{ name: 'n', type: 'boolean', value_template: 'perhaps' }] },
      {},
      /is not of the type boolean/,
    ],
    [{ credential_uuid: 'gone' }, {}, /credential of this tool is not set up/],
    [
      { url: 'http://{{host}}/', parameters: [{ name: 'host', type: 'string' }] },
      { host: 'a:b@c' },
      /cannot be called/,
    ],
    [{ url: 'http://127.0.0.1:9/', headers: { 'bad name': 'x' } }, {}, /headers/],
  ])('says why: %j', async (config, given, message) => {
    expect(await refused(config, given)).toEqual({
      status: 'error',
      error: expect.stringMatching(message) as string,
    });
  });
});

describe('what the model is told', () => {
  const told = async (answer: Answering, config: object = {}): Promise<ToolResult> =>
    run(tool({ method: 'GET', url: (await serve(answer)).url, ...config }));

  it.each([
    [400, /did not take the values/],
    [401, /credential/],
    [404, /not found: check the values/],
    [429, /wait before you try again/],
    [503, /you may try once more/],
  ])('of a %i', async (status, advice) => {
    expect(await told(json({ detail: 'x' }, status))).toEqual({
      status: 'error',
      status_code: status,
      error: expect.stringMatching(advice) as string,
      data: { detail: 'x' },
    });
  });

  it('of an answer that is not JSON, or none', async () => {
    expect(await told((_request, response) => response.end('<p>Fine</p>'))).toEqual({
      status: 'success',
      status_code: 200,
      data: { raw_response: '<p>Fine</p>' },
    });
    expect(await told((_request, response) => response.writeHead(204).end())).toEqual({
      status: 'success',
      status_code: 204,
      data: null,
    });
  });

  it('of a long answer: its beginning', async () => {
    const result = await told(json({ text: 'x'.repeat(20_000) }));
    expect(result).toMatchObject({ status: 'success', note: expect.stringMatching(/was cut/) as string });
    expect(JSON.stringify(result).length).toBeLessThan(maxShownLength + 300);
  });

  it('of an answer without end: its beginning, and the connection is closed', async () => {
    const server = await serve((_request, response) => {
      const block = Buffer.alloc(64 * 1024, 0x61);
      const more = (): void => {
        while (response.write(block));
        response.once('drain', more);
      };
      more();
    });
    const result = await run(tool({ method: 'GET', url: server.url }));
    expect(result).toMatchObject({ status: 'success', note: expect.any(String) as string });
    await server.abandoned();
  });

  it('of a small answer that unpacks to a huge one: its beginning', async () => {
    const packed = gzipSync(Buffer.alloc(50 * maxAnswerBytes, 0x61));
    const result = await told((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    );
    expect(result).toMatchObject({ status: 'success', note: expect.any(String) as string });
  });

  it('of a server that does not answer in time, or stops in the middle', async () => {
    for (const answer of [
      () => undefined,
      (_: unknown, response: { write(text: string): void }) => {
        response.write('{');
      },
    ])
      expect(await told(answer as Answering, { timeout_ms: 40 })).toEqual({
        status: 'error',
        error: expect.stringMatching(/did not answer within 0.04 s/) as string,
      });
  });

  it('of a connection that is cut or refused, and of a name that does not exist', async () => {
    expect(await told((_request, response) => response.destroy())).toMatchObject({
      error: expect.stringMatching(/closed the connection before it had answered/) as string,
    });
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    expect(await run(tool({ url: `http://127.0.0.1:${port}/secret-path` }))).toEqual({
      status: 'error',
      error: `127.0.0.1:${port} refused the connection. Tell the caller that this is not possible just now.`,
    });
  });

  it('of a call that is over: nothing more is waited for', async () => {
    const server = await serve(() => {
      abort.abort();
    });
    const abort = new AbortController();
    expect(await run(tool({ url: server.url }), {}, { signal: abort.signal })).toEqual({
      status: 'error',
      error: 'The call was over before the answer came.',
    });
    await server.abandoned();
  });
});

describe('redirects', () => {
  const to =
    (location: string, status = 302): Answering =>
    (request, response) => {
      if (request.path === '/done')
        response.end(JSON.stringify({ method: request.method, body: request.body }));
      else response.writeHead(status, { location }).end();
    };

  it.each([
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', '{}'],
    [308, 'POST', '{}'],
  ])('are followed: %i', async (status, method, body) => {
    const server = await serve(to('/done', status));
    expect(await run(tool({ url: server.url }))).toMatchObject({ data: { method, body } });
  });

  it('do not go round in circles, to another scheme or nowhere', async () => {
    for (const [location, message] of [
      ['/again', /redirects more than 3 times/],
      ['https://127.0.0.1/', /redirects from http to https/],
      ['file:///etc/passwd', /redirects from http to file/],
      ['http://', /not valid/],
    ] as const) {
      const server = await serve(to(location));
      expect(await run(tool({ url: server.url }))).toMatchObject({
        status: 'error',
        error: expect.stringMatching(message) as string,
      });
    }
  });

  it('leave the credential behind when they go to another server', async () => {
    const other = await serve(json({}));
    const first = await serve(to(`${other.url}/`, 307));
    const credential: ToolCredential = { type: 'api_key', header_name: 'X-Key', api_key: 'k-12345' };
    await run(tool({ url: first.url, credential_uuid: 'c' }, credential));
    expect([first, other].map(({ requests }) => requests[0]?.headers['x-key'])).toEqual([
      'k-12345',
      undefined,
    ]);
  });
});
