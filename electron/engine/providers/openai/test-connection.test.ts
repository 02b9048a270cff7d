import { afterEach, describe, expect, it } from 'vitest';
import { listOpenAiModels } from './models.ts';
import { failureOf, never } from './testing/collect.ts';
import { OpenAiServer } from './testing/openai-server.ts';
import { WireServer } from './testing/wire-server.ts';
import { testOpenAiConnection, type OpenAiTestOptions } from './test-connection.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(...args: Parameters<typeof OpenAiServer.start>): Promise<OpenAiServer> {
  const server = await OpenAiServer.start(...args);
  cleanUps.push(() => server.close());
  return server;
}

const KEY = 'sk-never-to-be-seen-123';
const options = (baseUrl: string, more: Partial<OpenAiTestOptions> = {}): OpenAiTestOptions => ({
  provider: 'work',
  preset: 'other',
  baseUrl,
  apiKey: KEY,
  ...more,
});

async function problems(more: OpenAiTestOptions, signal = never): Promise<unknown[]> {
  const results = await testOpenAiConnection(more, signal);
  expect(JSON.stringify(results)).not.toContain(KEY);
  return results.map(({ stage, ok, problem }) => [stage, ok, ...(problem ? [problem] : [])]);
}

describe('the Test button', () => {
  it('makes a small real request a stage with the model chosen, the default, or the first there is', async () => {
    const server = await start({ models: ['first-model'] });
    const results = await testOpenAiConnection(
      options(server.baseUrl, { models: { tts: 'a-voice-model' } }),
      never,
    );
    const models = server.wire.received.flatMap(({ path, body }) =>
      path.includes('/chat') || path.includes('/speech')
        ? [(JSON.parse(body.toString()) as { model: string }).model]
        : [],
    );
    expect([results.map(({ stage, ok, ms }) => [stage, ok, ms >= 0]), models.toSorted()]).toEqual([
      [
        ['stt', true, true],
        ['llm', true, true],
        ['tts', true, true],
      ],
      ['a-voice-model', 'first-model'],
    ]);
    await expect.poll(() => server.wire.sockets.size).toBe(0);
  });

  it('names the models that there are where the one asked for is missing', async () => {
    const missing = {
      status: 404,
      body: '{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}',
    };
    const server = await start({ models: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], fault: () => missing });
    expect(await problems(options(server.baseUrl, { stages: ['llm'], models: { llm: 'x' } }))).toEqual([
      [
        'llm',
        false,
        {
          code: 'unknown-model',
          message:
            'Another OpenAI-compatible server "work" (x) does not have this model (404). It says: “The model `x` does not exist”',
          fix: 'Choose one of these: a, b, c, d, e, f and 2 more.',
        },
      ],
    ]);
  });

  it.each<[string, Parameters<OpenAiServer['script']['fault']>[0] | null, object, object]>([
    [
      'a wrong key',
      null,
      { status: 401, body: `{"error":{"message":"Incorrect API key provided: ${KEY}"}}` },
      { code: 'wrong-key' },
    ],
    [
      'no credit',
      null,
      {
        status: 429,
        body: '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}',
      },
      { code: 'no-quota' },
    ],
    ['too many requests', null, { status: 429 }, { code: 'rate-limited' }],
    [
      'a failure of the server',
      null,
      { status: 502, body: '<html>bad gateway</html>' },
      { code: 'vendor-failed' },
    ],
    [
      'a voice that is not there',
      'tts',
      { status: 400, body: '{"error":{"message":"no such voice"}}' },
      { code: 'unknown-voice' },
    ],
  ])('tells of %s', async (_, only, fault, problem) => {
    const server = await start({
      fault: (stage) => (only === null || stage === only ? (fault as { status: number }) : null),
    });
    const stages = only === 'tts' ? (['tts'] as const) : (['llm', 'stt'] as const);
    const told = await problems(options(server.baseUrl, { stages }));
    expect(told).toEqual(stages.map((stage) => [stage, false, expect.objectContaining(problem) as object]));
  });

  it('tells how a local server that does not run is started', async () => {
    const server = await WireServer.start();
    const { baseUrl, port } = server;
    await server.close();
    expect(await problems(options(baseUrl, { preset: 'ollama', provider: 'ollama' }))).toEqual([
      [
        'llm',
        false,
        {
          code: 'network',
          message: `Ollama (llama3.2) is not there: nothing listens at 127.0.0.1:${port}.`,
          fix: 'Is Ollama running? Start it with "ollama serve", or check the base URL.',
        },
      ],
    ]);
  });

  it('tells of an address that is none, and of one where nothing is', async () => {
    const server = await WireServer.start((_, response) => response.writeHead(404).end());
    cleanUps.push(() => server.close());
    const stages = ['llm'] as const;
    const [none] = await problems(options('not a url', { stages }));
    const [nothing] = await problems(options(server.baseUrl, { stages, models: { llm: 'x' } }));
    const [unknown] = await problems(options(server.baseUrl, { stages }));
    expect([none, nothing, unknown]).toEqual([
      ['llm', false, expect.objectContaining({ code: 'wrong-setting' })],
      [
        'llm',
        false,
        expect.objectContaining({
          code: 'wrong-setting',
          fix: 'Check the base URL: of most servers it ends in /v1.',
        }),
      ],
      [
        'llm',
        false,
        expect.objectContaining({
          code: 'unknown-model',
          fix: 'Enter the name of the model as the server knows it.',
        }),
      ],
    ]);
  });

  it('ends when it is stopped, and leaves no socket', async () => {
    const server = await start({ fault: () => 'half-open' });
    const stop = new AbortController();
    const testing = problems(
      options(server.baseUrl, { models: { llm: 'x', stt: 'x', tts: 'x' } }),
      stop.signal,
    );
    await server.wire.got('POST', 3);
    stop.abort();
    expect(await testing).toEqual(
      ['stt', 'llm', 'tts'].map((stage) => [
        stage,
        false,
        expect.objectContaining({ message: expect.stringContaining('was stopped') as string }) as object,
      ]),
    );
    await expect.poll(() => server.wire.sockets.size).toBe(0);
  });
});

describe('the list of models', () => {
  it('is that of the server, or an error in words', async () => {
    const server = await start({ models: ['models/gemini-x', 'b'] });
    expect(await listOpenAiModels(options(server.baseUrl), never)).toEqual(['gemini-x', 'b']);
    server.wire.handler = (_, response) => response.end('<html>');
    expect(await failureOf(listOpenAiModels(options(server.baseUrl), never))).toMatchObject({
      reason: 'not-json',
    });
  });
});
