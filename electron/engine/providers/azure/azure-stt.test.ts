import { describe, expect, it, onTestFinished } from 'vitest';
import type { SttStream } from '../spec/stt.ts';
import { evenly, type ScriptedUtterance } from '../wire/testing/scripted-words.ts';
import { KEY, failureOf, listenTo, saidOf, speak, type Heard } from '../wire/testing/listening.ts';
import { createAzureStt, testAzureConnection, type AzureSttOptions } from './index.ts';
import { azureError } from './speech-account.ts';
import { AzureServer } from './testing/azure-server.ts';

const never = new AbortController().signal;

async function setUp(
  options: Partial<AzureSttOptions> = {},
  prepare: (server: AzureServer) => void = () => undefined,
): Promise<
  Heard & {
    server: AzureServer;
    stream: SttStream;
    options: AzureSttOptions;
  }
> {
  const server = await new AzureServer().listen();
  prepare(server);
  const whole = { provider: 'here', apiKey: KEY, endpoint: server.baseUrl, ...options };
  const stream = createAzureStt(whole).open();
  const heard = listenTo(stream);
  onTestFinished(async () => {
    stream.close();
    await server.close();
  });
  return { server, stream, options: whole, ...heard };
}

function says(server: AzureServer, ...utterances: (string | ScriptedUtterance)[]): void {
  server.script = (utterance) => {
    return saidOf(utterances, utterance);
  };
}

describe('Azure', () => {
  it('tells partials between pushes and the final with its words', async () => {
    const { server, stream, partials, told } = await setUp();
    says(server, 'I need an appointment.');
    stream.begin();
    await speak(stream, 1200);
    await told('i need an appointment');
    const final = await stream.finish();
    expect({ partials, final }).toEqual({
      partials: ['i', 'i need', 'i need an', 'i need an appointment'],
      final: {
        text: 'I need an appointment.',
        understood: true,
        audioSeconds: 1.2,
        words: [
          { text: 'I', startMs: 0, endMs: 300, confidence: 0.9 },
          { text: 'need', startMs: 300, endMs: 600, confidence: 0.9 },
          { text: 'an', startMs: 600, endMs: 900, confidence: 0.9 },
          { text: 'appointment.', startMs: 900, endMs: 1200, confidence: 0.9 },
        ],
      },
    });
  });

  it('asks in the language chosen, with the key in the header alone', async () => {
    const { server } = await setUp({ language: 'de' });
    await server.until(() => server.connections.length === 1);
    const { request, query } = server.last;
    expect([
      request.headers['ocp-apim-subscription-key'],
      request.url?.includes(KEY),
      query.get('language'),
      query.get('format'),
      query.get('wordLevelTimestamps'),
    ]).toEqual([KEY, false, 'de-DE', 'detailed', 'true']);
  });

  it('sends the sound as it was, to the last sample', async () => {
    const { server, stream } = await setUp();
    stream.begin();
    await stream.push(new Int16Array(1234));
    await stream.push(new Int16Array(777));
    await stream.finish();
    expect(server.samplesHeard).toEqual([2011]);
  });

  it('joins the phrases of one utterance and keeps utterances apart, each with a connection made ahead', async () => {
    const { server, stream } = await setUp();
    says(server, { ...evenly('One two. Three four.'), finalAfterWords: [2] }, 'Five.', { words: [] });
    server.finalDelayMs = 10;
    const finals = [];
    for (const lengthMs of [1200, 400, 400]) {
      stream.begin();
      await speak(stream, lengthMs);
      finals.push(stream.finish());
    }
    expect((await Promise.all(finals)).map(({ text, understood }) => [text, understood])).toEqual([
      ['One two. Three four.', true],
      ['Five.', true],
      ['', false],
    ]);
    await server.until(() => server.connections.length === 4);
  });

  it('forgets a cancelled utterance and knows nothing of one without sound', async () => {
    const { server, stream, told } = await setUp();
    says(server, 'Never mind this.', 'But this.');
    stream.begin();
    await speak(stream, 900);
    await told('never mind this');
    stream.cancel();
    expect(await stream.push(new Int16Array(320))).toBeNull();
    stream.begin();
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('But this.');
    stream.begin();
    expect(await stream.finish()).toMatchObject({ text: '', understood: false, audioSeconds: 0 });
    await server.until(() => server.connections[0]?.closedWith?.code === 1000);
  });

  it('listens for the names of the node', async () => {
    const { server, stream } = await setUp();
    stream.setHints({
      functions: [],
      variables: [{ name: 'branch', type: 'string', options: ['Soho', 'Marylebone'] }],
    });
    stream.begin();
    await speak(stream, 400);
    await stream.finish();
    expect(server.phraseLists[0]).toEqual(['Soho', 'Marylebone']);
  });

  it.each([{ type: 'cut' } as const, { type: 'close', code: 1011, reason: 'internal error' } as const])(
    'says an utterance once more on a new connection after a loss ($type)',
    async (fault) => {
      const { server, stream } = await setUp();
      server.script = () => evenly('Still there.');
      server.finalFaults = [fault];
      stream.begin();
      await speak(stream, 600);
      expect(await stream.finish()).toMatchObject({ text: 'Still there.', audioSeconds: 0.6 });
    },
  );

  it('goes on after a loss in the middle of an utterance', async () => {
    const { server, stream, told } = await setUp();
    server.script = () => evenly('one two three four');
    stream.begin();
    await speak(stream, 600);
    await told('one two');
    server.connections[0]?.socket.terminate();
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('one two three four');
  });

  it.each([{ type: 'stall' } as const, { type: 'malformed' } as const])(
    'gives up on a transcript that does not come ($type)',
    async (fault) => {
      const { server, stream } = await setUp({ finalTimeoutMs: 200 });
      server.script = () => evenly('Lost words.');
      server.finalFaults = [fault];
      stream.begin();
      await speak(stream, 600);
      expect(await failureOf(stream.finish())).toEqual({ code: 'provider-timeout', retryable: true });
      stream.begin();
      await speak(stream, 600);
      expect((await stream.finish()).text).toBe('Lost words.');
    },
  );

  it.each([
    { fault: { type: 'status', status: 401 } as const, code: 'provider-refused', retryable: false },
    {
      fault: { type: 'status', status: 403, body: 'Quota exceeded' } as const,
      code: 'provider-refused',
      retryable: false,
    },
    { fault: { type: 'status', status: 429 } as const, code: 'provider-refused', retryable: true },
    { fault: { type: 'status', status: 500 } as const, code: 'provider-failed', retryable: true },
    { fault: { type: 'reset' } as const, code: 'provider-failed', retryable: true },
    { fault: { type: 'silent' } as const, code: 'provider-timeout', retryable: true },
  ])('tells whoever waits of a handshake that ends in $fault', async ({ fault, code, retryable }) => {
    const { server, stream } = await setUp(
      { connectTimeoutMs: fault.type === 'silent' ? 150 : 5000 },
      (it) => {
        it.handshakeFaults = Array.from({ length: 20 }, () => fault);
      },
    );
    server.script = () => evenly('At last.');
    stream.begin();
    await speak(stream, 600);
    expect(await failureOf(stream.finish())).toEqual({ code, retryable });
    server.handshakeFaults = [];
    stream.begin();
    await speak(stream, 600);
    expect((await stream.finish()).text).toBe('At last.');
  });

  it('tells a refusal once while sound comes', async () => {
    const { server, stream } = await setUp({}, (it) => {
      it.handshakeFaults = Array.from({ length: 20 }, () => ({ type: 'status', status: 401 }) as const);
    });
    stream.begin();
    const outcomes: unknown[] = [];
    while (outcomes.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await stream.push(new Int16Array(320)).catch((error: unknown) => outcomes.push(error));
    }
    expect(outcomes).toMatchObject([{ code: 'provider-refused', problem: 'wrong-key' }]);
    expect(await stream.push(new Int16Array(320))).toBeNull();
    expect(server.connections.length).toBe(0);
  });

  it('answers whoever waits with nothing when the call is over, and leaves no connection', async () => {
    const { server, stream } = await setUp();
    server.finalFaults = [{ type: 'stall' }];
    stream.begin();
    await speak(stream, 600);
    const final = stream.finish();
    await server.until(() => server.connections.length === 2);
    stream.close();
    expect(await final).toMatchObject({ text: '', understood: false });
    await server.until(() => server.openSockets === 0);
  });

  it('closes a connection that is still opening', async () => {
    const { server, stream } = await setUp({}, (it) => {
      it.handshakeFaults = [{ type: 'silent' }];
    });
    await server.until(() => server.openSockets === 1);
    stream.close();
    await server.until(() => server.openSockets === 0);
  });

  it('tests a connection, and says what is wrong with it', async () => {
    const { server, options } = await setUp();
    const codes = async (account: AzureSttOptions): Promise<unknown> =>
      (await testAzureConnection(account, never)).map(({ stage, ok, problem }) => [
        stage,
        problem?.code ?? ok,
      ]);
    const results = [await codes(options)];
    server.handshakeFaults = Array.from({ length: 20 }, () => ({ type: 'status', status: 401 }) as const);
    results.push(await codes(options), await codes({ ...options, apiKey: '' }));
    results.push(
      await codes({ ...options, endpoint: 'http://127.0.0.1:9' }),
      await codes({ provider: 'a', apiKey: 'b' }),
    );
    expect(results).toEqual([
      [
        ['stt', true],
        ['tts', true],
      ],
      [
        ['stt', 'wrong-key'],
        ['tts', 'wrong-key'],
      ],
      [
        ['stt', 'wrong-key'],
        ['tts', 'wrong-key'],
      ],
      [
        ['stt', 'network'],
        ['tts', 'network'],
      ],
      [
        ['stt', 'wrong-setting'],
        ['tts', 'wrong-setting'],
      ],
    ]);
  });

  it('reads what the library says of a failure, without its address and key', () => {
    const details =
      'Unable to contact server. StatusCode: 1006, wss://x.tts.speech.microsoft.com/tts Reason:  Unexpected server response: 403 key-1';
    const error = azureError(details, { apiKey: 'key-1' }, false);
    expect([error.problem, error.message.includes('wss:'), error.message.includes('key-1')]).toEqual([
      'wrong-key',
      false,
      false,
    ]);
    expect(azureError('Quota exceeded websocket error code: 1007', { apiKey: '' }, false).problem).toBe(
      'no-quota',
    );
    expect(azureError('', { apiKey: '' }, true).code).toBe('provider-timeout');
  });
});
