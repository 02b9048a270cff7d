import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunctionSpec } from '../spec/functions.ts';
import type { LlmEvent, LlmRequest } from '../spec/llm.ts';
import { createOpenAiChat, type OpenAiChat, type OpenAiChatOptions } from './chat.ts';
import { ServerEventReader } from './sse.ts';
import { collect, failureOf, never } from './testing/collect.ts';
import { createRig } from './testing/rig.ts';
import { dialects } from './testing/dialects.ts';
import { reset, sse, type WireServer, writeParts, type RequestHandler } from './testing/wire-server.ts';

const { cleanUps, wire } = createRig();

function chatOf(server: WireServer, more: Partial<OpenAiChatOptions> = {}): OpenAiChat {
  const chat = createOpenAiChat({
    provider: 'other',
    preset: 'other',
    baseUrl: server.baseUrl,
    apiKey: null,
    model: 'some-model',
    ...more,
  });
  cleanUps.push(() => {
    chat.close();
  });
  return chat;
}

const booking: FunctionSpec = {
  name: 'to_booking',
  description: 'The caller wants a table',
  parameters: { type: 'object', properties: { party: { type: 'number' } }, required: ['party'] },
  examples: ['A table for four, please', 'Can I book?'],
};
const goodbye: FunctionSpec = {
  name: 'goodbye',
  description: 'The caller is done.',
  parameters: { type: 'object', properties: {} },
};
const request: LlmRequest = {
  messages: [
    { role: 'system', content: 'You answer the phone.' },
    { role: 'user', content: 'Hello?' },
  ],
  functions: [booking, goodbye],
};

const usage = {
  prompt_tokens: 120,
  completion_tokens: 18,
  total_tokens: 138,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};
const none = { ...usage, prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

const streaming =
  (...parts: (string | Uint8Array)[]): RequestHandler =>
  (_, response) =>
    void writeParts(response, parts).then(() => response.end());

const text = (content: string, finish: string | null = null): string =>
  sse({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });

/** Words joined, ids that were made up taken out. */
function shape(events: LlmEvent[]): unknown[] {
  const words = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  return [words, ...events.filter((event) => event.type !== 'text-delta')];
}

describe('the dialects', () => {
  it.each(Object.keys(dialects))('%s', async (name) => {
    const server = await wire(streaming(...(dialects[name] ?? [])));
    const events = await collect(chatOf(server).stream(request, never));
    expect(shape(events)).toEqual([
      'Sure.',
      {
        type: 'function-call',
        id: expect.stringMatching(/^\S+$/) as string,
        name: 'to_booking',
        arguments: { party: 4 },
      },
      { type: 'finish', usage: { ...usage, cache_read_input_tokens: name === 'openai' ? 64 : 0 } },
    ]);
  });

  it('keep their connection for the next request', async () => {
    let closed = Promise.resolve();
    const server = await wire((received, response) => {
      closed = once(response, 'close').then(() => undefined);
      streaming(...(dialects['openai'] ?? []))(received, response);
    });
    const chat = chatOf(server);
    for (let i = 0; i < 3; i += 1) {
      await collect(chat.stream(request, never));
      // [DONE] is read in the background, and the socket goes back a few turns of the event loop later.
      await closed;
      for (let turn = 0; turn < 5; turn += 1) await new Promise((next) => setImmediate(next));
    }
    expect(server.socketCount).toBe(1);
  });

  it('of a server that sends an event without end is given up before it fills the memory', () => {
    const context = {
      options: { provider: 'other', preset: 'other', baseUrl: '', apiKey: null },
      model: 'm',
    } as const;
    const reader = new ServerEventReader();
    const piece = Buffer.from(`data: ${'x'.repeat(1_000_000)}`);
    const pushing = (): void => {
      for (let i = 0; i < 20; i += 1) reader.push(piece, context);
    };
    expect(pushing).toThrow('sent an event without end');
  });

  it('give the same events however the bytes are cut', () => {
    const emoji = sse({ choices: [{ delta: { content: 'Grüße 👋🏽' }, finish_reason: null }] });
    const bytes = Buffer.from(
      `: hello\r\n\r\n${(dialects['openai'] ?? []).join('')}${emoji.replaceAll('\n', '\r\n')}`,
    );
    const context = {
      options: { provider: 'other', preset: 'other', baseUrl: '', apiKey: null },
      model: 'm',
    } as const;
    const whole = new ServerEventReader().push(bytes, context);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 }), (cuts) => {
        const reader = new ServerEventReader();
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const events = edges
          .slice(1)
          .flatMap((end, at) => reader.push(bytes.subarray(edges[at], end), context));
        expect(events).toEqual(whole);
      }),
      { numRuns: 300 },
    );
    expect(whole.at(-1)?.data).toContain('Grüße 👋🏽');
  });
});

describe('function calls', () => {
  const calling = (...deltas: object[]): RequestHandler =>
    streaming(
      ...deltas.map((tool_calls) => sse({ choices: [{ delta: { tool_calls }, finish_reason: null }] })),
      sse({ choices: [{ delta: {}, finish_reason: 'tool_calls' }] }),
      'data: [DONE]\n\n',
    );
  const named = (name: string, values = '{}', more: object = {}): object => ({
    function: { name, arguments: values },
    ...more,
  });

  it.each<[string, object[]]>([
    [
      'numbered',
      [
        [named('a', '{"x":', { index: 0, id: '1' })],
        [named('b', '', { index: 1, id: '2' })],
        [{ index: 0, function: { arguments: '1}' } }],
      ],
    ],
    [
      'all number 0, with ids',
      [[named('a', '{"x":1}', { index: 0, id: '1' })], [named('b', '{}', { index: 0, id: '2' })]],
    ],
    ['all number 0, without ids', [[named('a', '{"x":1}', { index: 0 })], [named('b', '{}', { index: 0 })]]],
    ['in one chunk, without number', [[named('a', '{"x":1}', { id: '1' }), named('b', '', { id: '2' })]]],
    [
      'by id alone',
      [
        [named('a', '{"x"', { id: '1' })],
        [{ id: '1', function: { arguments: ':1}' } }],
        [named('b', '{}', { id: '2' })],
      ],
    ],
    [
      'name and id with every piece',
      [
        [named('a', '{"x":', { index: 0, id: '1' })],
        [named('a', '1}', { index: 0, id: '1' })],
        [named('b', 'null', { index: 1, id: '2' })],
      ],
    ],
    [
      'encoded twice',
      [[named('a', JSON.stringify('{"x":1}'), { index: 0, id: '1' }), named('b', '', { index: 1, id: '2' })]],
    ],
  ])('%s', async (_, deltas) => {
    const events = await collect(chatOf(await wire(calling(...deltas))).stream(request, never));
    expect(
      events
        .slice(0, -1)
        .map((event) => (event.type === 'function-call' ? [event.name, event.arguments] : event)),
    ).toEqual([
      ['a', { x: 1 }],
      ['b', {}],
    ]);
    const ids = events.flatMap((event) => (event.type === 'function-call' ? [event.id] : []));
    expect(new Set(ids).size).toBe(2);
  });

  it('two calls of one function stay two', async () => {
    const server = await wire(calling([named('a', '{"x":1}'), named('a', '{"x":2}')]));
    const events = await collect(chatOf(server).stream(request, never));
    expect(events.slice(0, -1)).toMatchObject([{ arguments: { x: 1 } }, { arguments: { x: 2 } }]);
  });

  it.each(['{"x":', '[1]', '7', 'party of four'])(
    'with arguments %s is an error that names the function',
    async (values) => {
      const server = await wire(calling([named('to_booking', values, { index: 0, id: '1' })]));
      expect(await failureOf(collect(chatOf(server).stream(request, never)))).toEqual({
        code: 'provider-failed',
        reason: 'not-json',
        retryable: true,
        status: null,
        retryAfterMs: null,
        message:
          'Another OpenAI-compatible server (some-model) called the function "to_booking" with arguments that are not a JSON object. Try again; if it comes again, choose a model that is better at calling functions.',
      });
    },
  );

  it('of a name too long for the vendor comes back under its own', async () => {
    const name = `${'caller_wants_to_'.repeat(8)}book`;
    const server = await wire((received, response) => {
      const [tool] = received.json()['tools'] as { function: { name: string } }[];
      calling([named(tool?.function.name ?? '')])(received, response);
    });
    const events = await collect(
      chatOf(server).stream({ ...request, functions: [{ ...goodbye, name }] }, never),
    );
    expect(events[0]).toMatchObject({ type: 'function-call', name });
    const [tool] = server.received[0]?.json()['tools'] as { function: { name: string } }[];
    expect(tool?.function.name).toMatch(/^\w{1,64}$/);
  });
});

describe('the text', () => {
  it.each<[string, string[], string]>([
    [
      'a thought at the beginning',
      ['<thi', 'nk>\nHm, ', 'what now</th', 'ink>\n\n', 'Hello', ' there.'],
      'Hello there.',
    ],
    ['no thought', ['<', '3 for you', '.'], '<3 for you.'],
    ['a tag cut off by the end', ['<thin'], '<thin'],
    ['spaces first', [' ', '', ' Hi'], '  Hi'],
  ])('leaves out %s', async (_, parts, spoken) => {
    const server = await wire(streaming(...parts.map((part) => text(part)), text('', 'stop')));
    const [words] = shape(await collect(chatOf(server).stream(request, never)));
    expect(words).toBe(spoken);
  });

  it('is taken from a server that does not stream', async () => {
    const server = await wire((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          choices: [{ message: { content: 'Hello.' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 1, completion_tokens: 2 },
        }),
      );
    });
    expect(await collect(chatOf(server).stream(request, never))).toEqual([
      { type: 'text-delta', text: 'Hello.' },
      { type: 'finish', usage: { ...none, prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
    ]);
  });

  it('comes without usage when the server tells none, even if it never ends', async () => {
    const server = await wire((_, response) => void writeParts(response, [text('Hi.', 'stop')]));
    const chat = chatOf(server, { deadlines: { betweenEventsMs: 20 } });
    expect(await collect(chat.stream(request, never))).toEqual([
      { type: 'text-delta', text: 'Hi.' },
      { type: 'finish', usage: none },
    ]);
  });

  it('of a million characters in one event is one', async () => {
    const long = 'la '.repeat(350_000);
    const server = await wire(streaming(text(long, 'stop'), 'data: [DONE]\n\n'));
    expect(shape(await collect(chatOf(server).stream(request, never)))[0]).toBe(long);
  });

  it('reaches the listener before the next of it is sent', async () => {
    const server = await wire((_, response) => void writeParts(response, [text('Hel')]));
    const stream = chatOf(server).stream(request, never)[Symbol.asyncIterator]();
    expect(await stream.next()).toEqual({ done: false, value: { type: 'text-delta', text: 'Hel' } });
    await stream.return?.();
    await server.allClosed();
  });
});

describe('what goes wrong', () => {
  const failing = async (
    handler: RequestHandler,
    more: Partial<OpenAiChatOptions> = {},
  ): Promise<unknown> => {
    const server = await wire(handler);
    const chat = chatOf(server, more);
    const failed = await failureOf(collect(chat.stream(request, never)));
    chat.close();
    await server.allClosed();
    return failed;
  };

  it.each<[string, RequestHandler, object]>([
    [
      'cut in the middle of an event',
      streaming(text('Hel'), 'data: {"choices":[{"del'),
      { reason: 'cut', retryable: true },
    ],
    [
      'cut by a reset',
      (_, response) =>
        void writeParts(response, [text('Hel')]).then(() => {
          reset(response);
        }),
      { reason: 'cut', retryable: true },
    ],
    ['ended without having begun', streaming(), { reason: 'cut', retryable: true }],
    [
      'a chunk that is not JSON',
      streaming('data: {"choices":[{"delta"\n\n'),
      { reason: 'not-json', retryable: true },
    ],
    ['a chunk of another form', streaming(sse({ choices: 'none' })), { reason: 'not-json', retryable: true }],
    [
      'a web page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      { reason: 'not-json' },
    ],
    [
      'an error event',
      streaming(text('Hel'), sse({ error: { message: 'Overloaded', type: 'overloaded_error' } }, 'error')),
      { reason: 'server', retryable: true },
    ],
    [
      'an error event with a status',
      streaming(sse({ error: { code: 429, message: 'Slow down' } })),
      { reason: 'rate-limit', retryable: true },
    ],
    [
      "an error that is the request's",
      streaming(sse({ error: { code: 'context_length_exceeded', message: 'Too long' } })),
      { reason: 'request', retryable: false },
    ],
    ['finish reason error', streaming(text('Hel', 'error')), { reason: 'server', retryable: true }],
    [
      '429',
      (_, response) => response.writeHead(429, { 'retry-after': '2' }).end('{}'),
      { reason: 'rate-limit', retryable: true, retryAfterMs: 2000 },
    ],
    [
      '500 as a web page',
      (_, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('<html>oops</html>'),
      { reason: 'server', retryable: true },
    ],
    [
      'a content filter',
      streaming(text('Hel'), text('', 'content_filter')),
      { code: 'provider-refused', reason: 'content', retryable: false },
    ],
    [
      'a refusal',
      streaming(
        sse({ choices: [{ delta: { refusal: 'I cannot' } }] }),
        sse({ choices: [{ delta: { refusal: ' say that.' }, finish_reason: 'stop' }] }),
      ),
      { code: 'provider-refused', message: expect.stringContaining('I cannot say that.') as string },
    ],
  ])('%s', async (_, handler, expected) => {
    expect(await failing(handler)).toMatchObject(expected);
  });

  it.each<[string, RequestHandler]>([
    ['before the head of the answer', () => undefined],
    ['before the first event', (_, response) => void writeParts(response, [])],
    ['behind comments', (_, response) => void writeParts(response, [': PROCESSING\n\n'])],
  ])('a stall %s', async (_, handler) => {
    expect(await failing(handler, { deadlines: { firstEventMs: 25 } })).toMatchObject({
      code: 'provider-timeout',
      retryable: true,
    });
  });

  it('a stall in the middle', async () => {
    const handler: RequestHandler = (_, response) => void writeParts(response, [text('Hel')]);
    expect(await failing(handler, { deadlines: { betweenEventsMs: 25 } })).toMatchObject({
      code: 'provider-timeout',
      retryable: true,
    });
  });
});

describe('aborting', () => {
  it('before it begins asks nothing', async () => {
    const server = await wire(streaming(text('Hi', 'stop')));
    expect(await collect(chatOf(server).stream(request, AbortSignal.abort()))).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it('before the answer ends silently and closes the socket', async () => {
    const server = await wire(() => undefined);
    const abort = new AbortController();
    const reading = collect(chatOf(server).stream(request, abort.signal));
    await once(server.server, 'request');
    abort.abort();
    expect(await reading).toEqual([]);
    await server.allClosed();
  });

  it('in mid-stream ends silently, drops what has come since, and closes the socket', async () => {
    const server = await wire((_, response) => void writeParts(response, [text('one ') + text('two ')]));
    const abort = new AbortController();
    const heard: LlmEvent[] = [];
    for await (const event of chatOf(server).stream(request, abort.signal)) {
      heard.push(event);
      abort.abort();
    }
    expect(heard).toEqual([{ type: 'text-delta', text: 'one ' }]);
    await server.allClosed();
  });
});

describe('the request', () => {
  const sent = async (
    more: Partial<OpenAiChatOptions>,
    asked: Partial<LlmRequest> = {},
  ): Promise<{ path: string | undefined; key: unknown; body: Record<string, unknown> }> => {
    const server = await wire(streaming(text('Hi.', 'stop'), 'data: [DONE]\n\n'));
    const path = new URL(more.baseUrl ?? server.baseUrl).pathname;
    const query = new URL(more.baseUrl ?? server.baseUrl).search;
    const baseUrl = `http://127.0.0.1:${server.port}${path}${query}`;
    await collect(chatOf(server, { ...more, baseUrl }).stream({ ...request, ...asked }, never));
    const [received] = server.received;
    const { authorization, 'api-key': apiKey } = received?.headers ?? {};
    return { path: received?.path, key: authorization ?? apiKey, body: received?.json() ?? {} };
  };

  it('offers functions with the examples of callers, and asks for usage', async () => {
    const { body, path, key } = await sent({
      apiKey: 'k',
      temperature: 0.3,
      maxTokens: 200,
      extraBody: { seed: 7 },
    });
    expect({ body, path, key }).toEqual({
      path: '/v1/chat/completions',
      key: 'Bearer k',
      body: {
        model: 'some-model',
        messages: request.messages,
        stream: true,
        stream_options: { include_usage: true },
        tools: [
          {
            type: 'function',
            function: {
              name: 'to_booking',
              description:
                'The caller wants a table. For example when the caller says: "A table for four, please", "Can I book?"',
              parameters: booking.parameters,
            },
          },
          {
            type: 'function',
            function: { name: 'goodbye', description: 'The caller is done.', parameters: goodbye.parameters },
          },
        ],
        temperature: 0.3,
        max_tokens: 200,
        seed: 7,
      },
    });
  });

  it.each<[string, Partial<OpenAiChatOptions>, string, string]>([
    ['v1', { baseUrl: 'http://x/openai/v1' }, '/openai/v1/chat/completions', 'k'],
    [
      'dated',
      { baseUrl: 'http://x/' },
      '/openai/deployments/some-model/chat/completions?api-version=2024-10-21',
      'k',
    ],
    [
      'dated, as pasted',
      { baseUrl: 'http://x/openai/deployments/some-model/chat/completions?api-version=2025-01-01-preview' },
      '/openai/deployments/some-model/chat/completions?api-version=2025-01-01-preview',
      'k',
    ],
  ])('to Azure goes to the deployment (%s)', async (_, more, path, key) => {
    expect(await sent({ preset: 'azure-openai', apiKey: 'k', ...more })).toMatchObject({ path, key });
  });

  it('follows each vendor in what it calls the limit, in thinking little and in empty parameters', async () => {
    const openai = await sent({ preset: 'openai', model: 'gpt-5.4-mini', maxTokens: 9 });
    const gemini = await sent({
      preset: 'gemini',
      baseUrl: 'http://x/v1beta/openai',
      model: 'gemini-flash-latest',
    });
    const tools = gemini.body['tools'] as { function: object }[];
    expect([
      openai.body['max_completion_tokens'],
      openai.body['reasoning_effort'],
      gemini.path,
      tools[1]?.function,
    ]).toEqual([
      9,
      'none',
      '/v1beta/openai/chat/completions',
      { name: 'goodbye', description: 'The caller is done.' },
    ]);
  });

  const extract: FunctionSpec = {
    name: 'extract_variables',
    description: 'Records the values.',
    parameters: { type: 'object', properties: { size: { type: ['number', 'null'] } } },
  };
  const conversation: LlmRequest['messages'] = [
    { role: 'system', content: 'Find the values.' },
    { role: 'assistant', content: 'How many?' },
    { role: 'user', content: '[not understood]' },
    { role: 'user', content: 'Four.' },
    { role: 'tool', callId: '1', name: 'lookup', content: '{"free":2}' },
  ];

  it.each([
    [
      'openai',
      {
        type: 'json_schema',
        json_schema: {
          name: 'extract_variables',
          strict: true,
          schema: {
            type: 'object',
            properties: { size: { type: ['number', 'null'] } },
            required: ['size'],
            additionalProperties: false,
          },
        },
      },
    ],
    ['groq', { type: 'json_object' }],
    ['anthropic', undefined],
  ] as const)('for values goes to %s as one transcript with its way to JSON', async (preset, format) => {
    const { body } = await sent({ preset }, { messages: conversation, functions: [], extract });
    expect({ messages: body['messages'], format: body['response_format'], tools: body['tools'] }).toEqual({
      messages: [
        { role: 'system', content: 'Find the values.\n\nAnswer with one JSON object.' },
        {
          role: 'user',
          content:
            'The conversation:\n\nAgent: How many?\nCaller: (not understood)\nCaller: Four.\nResult of lookup: {"free":2}',
        },
      ],
      format,
      tools: undefined,
    });
  });

  it('that is turned down for what can be left out is sent without it, now and later', async () => {
    const says = (message: string, param: string | null): string =>
      JSON.stringify({ error: { message, param } });
    const refusals: ((body: Record<string, unknown>) => string | null)[] = [
      (body) =>
        'max_tokens' in body
          ? says("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", 'max_tokens')
          : null,
      (body) =>
        'temperature' in body
          ? says("Unsupported value: 'temperature' does not support 0.2", 'temperature')
          : null,
      (body) =>
        body['reasoning_effort'] === 'none'
          ? says('`none` is not one of the reasoning_effort values', null)
          : null,
      (body) =>
        'stream_options' in body ? says('Extra inputs are not permitted: stream_options', null) : null,
    ];
    const server = await wire((received, response) => {
      const refusal = refusals.map((refuse) => refuse(received.json())).find((each) => each !== null);
      if (typeof refusal !== 'string') streaming(text('Hi.', 'stop'))(received, response);
      else response.writeHead(400, { 'content-type': 'application/json' }).end(refusal);
    });
    const chat = chatOf(server, { temperature: 0.2, maxTokens: 50, reasoningEffort: 'none' });
    await collect(chat.stream(request, never));
    const learnt = server.received.length;
    await collect(chat.stream(request, never));
    const { max_completion_tokens, reasoning_effort } = server.received.at(-1)?.json() ?? {};
    expect({ learnt, all: server.received.length, max_completion_tokens, reasoning_effort }).toEqual({
      learnt: 5,
      all: 6,
      max_completion_tokens: 50,
      reasoning_effort: 'minimal',
    });
  });

  it('for values falls back to words where no JSON mode is known', async () => {
    const server = await wire((received, response) => {
      if ('response_format' in received.json())
        response.writeHead(422).end('{"detail":"response_format: unknown field"}');
      else streaming(text('{"size":4}', 'stop'))(received, response);
    });
    const chat = chatOf(server, { preset: 'vllm' });
    const asked = { messages: conversation, functions: [], extract };
    expect(shape(await collect(chat.stream(asked, never)))[0]).toBe('{"size":4}');
    expect(server.received).toHaveLength(3);
  });
});
