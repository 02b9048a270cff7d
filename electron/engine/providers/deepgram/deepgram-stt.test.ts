import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SttHints, SttStream } from '../spec/stt.ts';
import { DeepgramStream } from './deepgram-stream.ts';
import { createDeepgramStt, testDeepgramConnection, type DeepgramOptions } from './index.ts';
import { parseDeepgram } from './protocol.ts';
import { evenly, type ScriptedUtterance } from '../wire/testing/scripted-words.ts';
import { KEY, failureOf, listenTo, saidOf, speak, type Heard } from '../wire/testing/listening.ts';
import { DeepgramServer } from './testing/deepgram-server.ts';

const never = new AbortController().signal;

async function setUp(options: Partial<DeepgramOptions> = {}): Promise<
  Heard & {
    server: DeepgramServer;
    stream: SttStream;
    options: DeepgramOptions;
  }
> {
  const server = await new DeepgramServer().listen();
  const whole = { provider: 'here', apiKey: KEY, model: 'nova-3', baseUrl: server.baseUrl, ...options };
  const stream = createDeepgramStt({ ...whole, timing: { reconnectMs: 5, ...options.timing } }).open();
  const heard = listenTo(stream);
  onTestFinished(async () => {
    stream.close();
    await server.close();
  });
  return { server, stream, options: whole, ...heard };
}

function says(server: DeepgramServer, ...utterances: (string | ScriptedUtterance)[]): void {
  server.script = (_connection, utterance) => {
    return saidOf(utterances, utterance);
  };
}

describe('Deepgram', () => {
  it('tells partials between pushes and the final with its words', async () => {
    const { server, stream, partials, told } = await setUp();
    says(server, 'I need an appointment.');
    stream.begin();
    await speak(stream, 1200);
    await told('I need an appointment.');
    const final = await stream.finish();
    expect({ partials, final }).toEqual({
      partials: ['I', 'I need', 'I need an', 'I need an appointment.'],
      final: {
        text: 'I need an appointment.',
        understood: true,
        audioSeconds: 1.2,
        words: [
          { text: 'I', startMs: 0, endMs: 300, confidence: 0.98 },
          { text: 'need', startMs: 300, endMs: 600, confidence: 0.98 },
          { text: 'an', startMs: 600, endMs: 900, confidence: 0.98 },
          { text: 'appointment.', startMs: 900, endMs: 1200, confidence: 0.98 },
        ],
      },
    });
  });

  it('asks for what Parley needs, with the key in the header alone', async () => {
    const { server } = await setUp({ language: 'de' });
    await server.until(() => server.connections.length === 1);
    const { request, query } = server.last;
    expect([request.headers.authorization, Object.fromEntries(query)]).toEqual([
      `Token ${KEY}`,
      {
        model: 'nova-3',
        encoding: 'linear16',
        sample_rate: '16000',
        channels: '1',
        interim_results: 'true',
        smart_format: 'true',
        endpointing: 'false',
        language: 'de',
      },
    ]);
  });

  it('answers a push with the newest partial where nobody listens for them', async () => {
    const server = await new DeepgramServer().listen();
    says(server, 'Hello there');
    const stream = createDeepgramStt({
      provider: 'here',
      apiKey: KEY,
      model: 'nova-3',
      baseUrl: server.baseUrl,
    }).open();
    onTestFinished(async () => {
      stream.close();
      await server.close();
    });
    stream.begin();
    await speak(stream, 620);
    const texts: string[] = [];
    while (texts.at(-1) !== 'Hello there') {
      await new Promise((resolve) => setImmediate(resolve));
      const partial = await stream.push(new Int16Array(0));
      if (partial) texts.push(partial.text);
    }
    expect(texts.every((text, index) => text !== texts[index - 1])).toBe(true);
    expect((await stream.finish()).text).toBe('Hello there');
  });

  it('joins the finals of one utterance and keeps utterances apart, also when they overlap', async () => {
    const { server, stream } = await setUp();
    says(server, { ...evenly('one two three four'), finalAfterWords: [2] }, 'five', { words: [] });
    server.finalDelayMs = 20;
    stream.begin();
    await speak(stream, 1200);
    const first = stream.finish();
    stream.begin();
    await speak(stream, 600);
    const second = stream.finish();
    stream.begin();
    await speak(stream, 400);
    const third = stream.finish();
    expect(
      (await Promise.all([first, second, third])).map(({ text, understood }) => [text, understood]),
    ).toEqual([
      ['one two three four', true],
      ['five', true],
      ['', false],
    ]);
  });

  it('keeps the words of a cancelled utterance out of the next', async () => {
    const { server, stream, partials, told } = await setUp();
    says(server, 'never mind this', 'but this');
    server.finalDelayMs = 10;
    stream.begin();
    await speak(stream, 900);
    await told('never mind this');
    stream.cancel();
    expect(await stream.push(new Int16Array(320))).toBeNull();
    stream.begin();
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('but this');
    expect(partials.filter((text) => text.startsWith('never') && text.includes('but'))).toEqual([]);
  });

  it('recognises what was said before the connection was up', async () => {
    const { server, stream } = await setUp();
    says(server, 'early bird');
    stream.begin();
    for (let frame = 0; frame < 30; frame += 1) void stream.push(new Int16Array(320));
    expect((await stream.finish()).text).toBe('early bird');
  });

  it('knows nothing of an utterance without sound', async () => {
    const { stream } = await setUp();
    const nothing = { text: '', understood: false, audioSeconds: 0 };
    expect(await stream.finish()).toEqual(nothing);
    stream.begin();
    expect(await stream.finish()).toMatchObject(nothing);
  });

  it('does without an answer to Finalize where the vendor need not give one', async () => {
    const { server, stream } = await setUp({ timing: { finalizeGraceMs: 15 } });
    server.answersShortFinalize = false;
    says(server, { ...evenly('two words'), finalAfterWords: [2] });
    stream.begin();
    await speak(stream, 700);
    await server.until(() => server.connections[0]?.receivedBytes === 700 * 32);
    expect((await stream.finish()).text).toBe('two words');
  });

  it('says an utterance again on a new connection after a loss, without what is final', async () => {
    const { server, stream, told } = await setUp();
    server.script = (connection) =>
      connection === 0 ? { ...evenly('one two three'), finalAfterWords: [2] } : evenly('three four');
    stream.begin();
    await speak(stream, 900);
    await told('one two three');
    server.connections[0]?.socket.terminate();
    await server.until(() => server.connections.length === 2);
    await speak(stream, 300);
    const final = await stream.finish();
    expect(final.text).toBe('one two three four');
    expect(final.audioSeconds).toBeCloseTo(1.2);
    expect(final.words?.map(({ startMs }) => startMs)).toEqual([0, 300, 600, 900]);
  });

  it('goes on waiting for a transcript over a loss, and gets it', async () => {
    const { server, stream } = await setUp();
    says(server, 'still there');
    server.finalFaults = [
      { type: 'cut' },
      { type: 'close', code: 1011, reason: 'NET-0000' },
      { type: 'malformed' },
      { type: 'close', code: 1008, reason: 'DATA-0000' },
      { type: 'close', code: 4000, reason: '' },
    ];
    stream.begin();
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('still there');
    expect(server.connections.length).toBe(6);
  });

  it('gives up on a transcript that does not come, and takes a new connection', async () => {
    const { server, stream } = await setUp({ timing: { finalTimeoutMs: 150 } });
    says(server, 'lost words');
    server.finalFaults = [{ type: 'stall' }];
    stream.begin();
    await speak(stream, 600);
    expect(await failureOf(stream.finish())).toEqual({ code: 'provider-timeout', retryable: true });
    await server.until(() => server.connections.length === 2);
    stream.begin();
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('lost words');
  });

  it('notices a connection that is open and dead', async () => {
    const { server, stream } = await setUp({ timing: { silenceTimeoutMs: 30 } });
    server.mute = true;
    stream.begin();
    await server.until(() => server.connections.length === 1);
    server.mute = false;
    says(server, 'awake');
    while (server.connections.length === 1) {
      await speak(stream, 20);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('awake');
  });

  it.each([
    {
      status: 401,
      body: '{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials."}',
      code: 'provider-refused',
    },
    { status: 402, body: '{"err_code":"ASR_PAYMENT_REQUIRED"}', code: 'provider-refused' },
    {
      status: 400,
      body: '{"err_code":"Bad Request","err_msg":"No such model/language/tier combination found."}',
      code: 'provider-refused',
    },
  ])(
    'tells a refusal ($status) once while audio comes, and to whoever waits',
    async ({ status, body, code }) => {
      const server = await new DeepgramServer().listen();
      server.handshakeFaults = [{ type: 'status', status, body: `${body} ${KEY}` }];
      const options = { provider: 'here', apiKey: KEY, model: 'nova-3', baseUrl: server.baseUrl };
      const stream = createDeepgramStt(options).open();
      onTestFinished(async () => {
        stream.close();
        await server.close();
      });
      stream.begin();
      await stream.push(new Int16Array(320));
      expect(await failureOf(stream.finish())).toEqual({ code, retryable: false });
      stream.begin();
      expect(await failureOf(stream.push(new Int16Array(320)))).toEqual({ code, retryable: false });
      expect(await stream.push(new Int16Array(320))).toBeNull();
      expect(await failureOf(stream.finish())).toEqual({ code, retryable: false });
      expect(server.requests.length).toBe(1);
    },
  );

  it.each([
    { fault: { type: 'status', status: 429, body: 'too many requests' } as const, code: 'provider-refused' },
    { fault: { type: 'status', status: 500, body: 'oops' } as const, code: 'provider-failed' },
    { fault: { type: 'reset' } as const, code: 'provider-failed' },
    { fault: { type: 'silent' } as const, code: 'provider-timeout' },
  ])('tries again after $fault, and tells whoever waits after the second time', async ({ fault, code }) => {
    const connectTimeoutMs = fault.type === 'silent' ? 150 : 5000;
    const { server, stream } = await setUp({ timing: { connectTimeoutMs } });
    says(server, 'at last');
    await server.until(() => server.connections.length === 1);
    server.handshakeFaults = [fault, fault];
    server.last.socket.terminate();
    stream.begin();
    await speak(stream, 600);
    expect(await failureOf(stream.finish())).toEqual({ code, retryable: true });
    stream.begin();
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('at last');
  });

  it.each([
    { what: 'an address that is none', options: { baseUrl: 'not an address' }, problem: 'wrong-setting' },
    { what: 'an empty key', options: { apiKey: ' ' }, problem: 'wrong-key' },
  ])('says so of $what', async ({ options, problem }) => {
    const { stream } = await setUp(options);
    stream.begin();
    await expect(stream.push(new Int16Array(320))).rejects.toMatchObject({ problem, retryable: false });
  });

  it('keeps a silent connection alive, and closes the stream as the vendor asks', async () => {
    const { server, stream } = await setUp({ timing: { keepAliveMs: 10 } });
    await server.until(() => server.connections[0]?.received.length === 3);
    stream.close();
    await server.until(() => server.openSockets === 0);
    const types = server.last.received.map(({ type }) => type);
    expect([types[0], types.at(-1)]).toEqual(['KeepAlive', 'CloseStream']);
  });

  it('answers whoever waits with nothing when the call is over', async () => {
    const { server, stream } = await setUp();
    server.finalFaults = [{ type: 'stall' }];
    stream.begin();
    await speak(stream, 600);
    const final = stream.finish();
    stream.close();
    expect(await final).toMatchObject({ text: '', understood: false });
    await server.until(() => server.openSockets === 0);
  });

  const hints: SttHints = {
    functions: [
      {
        name: 'book',
        description: '',
        parameters: { type: 'object', properties: {} },
        examples: ["I'd like to see Doctor Okafor on Monday.", 'Book the physiotherapy in room B12, please.'],
      },
    ],
    variables: [{ name: 'branch', type: 'string', options: ['Marylebone High Street', 'Soho'] }],
  };
  const terms = ['Marylebone High Street', 'Soho', 'Doctor Okafor', 'Monday', 'B12', 'physiotherapy'];

  it('listens for the names and rare words of the node, from the next connection on', async () => {
    const { server, stream } = await setUp();
    await server.until(() => server.connections.length === 1);
    stream.setHints(hints);
    stream.begin();
    await speak(stream, 400);
    await stream.finish();
    await server.until(() => server.connections.length === 2);
    expect([server.connections[0]?.query.getAll('keyterm'), server.last.query.getAll('keyterm')]).toEqual([
      [],
      terms,
    ]);
  });

  it('tells a server that takes them the terms of each node on the open stream, once', async () => {
    const server = await new DeepgramServer().listen();
    const timing = { silenceTimeoutMs: 5000, keepAliveMs: 5000, reconnectMs: 5 };
    const stream = new DeepgramStream({
      ...timing,
      apiKey: KEY,
      model: 'nova-3',
      language: null,
      baseUrl: server.baseUrl,
      configures: true,
      finalTimeoutMs: 3000,
      finalizeGraceMs: 400,
    });
    onTestFinished(async () => {
      stream.close();
      await server.close();
    });
    await server.until(() => server.connections.length === 1);
    stream.setHints(hints);
    for (let utterance = 0; utterance < 2; utterance += 1) {
      stream.begin();
      await speak(stream, 400);
      await stream.finish();
    }
    stream.setHints({ functions: [], variables: [] });
    stream.begin();
    await server.until(() => server.last.received.length === 4);
    expect(server.connections.map(({ received }) => received)).toEqual([
      [
        { type: 'Configure', keyterms: terms },
        { type: 'Finalize' },
        { type: 'Finalize' },
        { type: 'Configure', keyterms: [] },
      ],
    ]);
  });

  it('gives older models single words', async () => {
    const { server, stream } = await setUp({ model: 'nova-2' });
    await server.until(() => server.connections.length === 1);
    stream.setHints({ functions: [], variables: [{ name: 'a', type: 'string', options: ['High Street'] }] });
    stream.begin();
    await speak(stream, 400);
    await stream.finish();
    await server.until(() => server.connections.length === 2);
    expect([server.last.query.getAll('keyterm'), server.last.query.getAll('keywords')]).toEqual([
      [],
      ['High:1', 'Street:1'],
    ]);
  });

  it('tests a connection, and says what is wrong with it', async () => {
    const { server, options } = await setUp({ timing: { connectTimeoutMs: 150, finalTimeoutMs: 150 } });
    const results = [await testDeepgramConnection(options, never)];
    server.handshakeFaults = [
      { type: 'status', status: 401, body: 'Invalid credentials.' },
      { type: 'status', status: 402, body: '' },
      { type: 'status', status: 400, body: 'No such model/language/tier combination found.' },
      { type: 'silent' },
    ];
    for (let fault = 0; fault < 4; fault += 1) results.push(await testDeepgramConnection(options, never));
    server.mute = true;
    results.push(await testDeepgramConnection(options, never));
    results.push(await testDeepgramConnection({ ...options, baseUrl: 'http://127.0.0.1:9' }, never));
    expect(results.map(([result]) => result?.problem?.code ?? result?.ok)).toEqual([
      true,
      'wrong-key',
      'no-quota',
      'unknown-model',
      'timeout',
      'timeout',
      'network',
    ]);
  });

  it('survives any message', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseDeepgram(text).type).toMatch(/result|metadata|error|configured|other|broken/);
      }),
    );
  });

  it('joins whatever finals the vendor cuts an utterance into, at any pace', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }),
        fc.integer({ min: 0, max: 3 }),
        async (finalAfterWords, delayMs) => {
          const { server, stream } = await setUp();
          server.partialDelayMs = delayMs;
          says(server, { ...evenly('a b c d e f'), finalAfterWords });
          stream.begin();
          await speak(stream, 1800);
          expect((await stream.finish()).text).toBe('a b c d e f');
          stream.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});
