import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { SttFinal } from '../spec/stt.ts';
import type { OpenAiOptions } from './options.ts';
import { failureOf } from './testing/collect.ts';
import { createRig } from './testing/rig.ts';
import { readUtterance } from './testing/multipart.ts';
import { OpenAiServer, sine } from './testing/openai-server.ts';
import { sse, WireServer, writeParts, type RequestHandler } from './testing/wire-server.ts';
import type { OpenAiTranscription } from './transcription-adapter.ts';
import { createOpenAiTranscription } from './transcription.ts';

const rig = createRig();
const { cleanUps } = rig;

/** OPTIONS, by which the adapter opens its connection, is answered here. */
function wire(handler: RequestHandler): Promise<WireServer> {
  return rig.wire((request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else handler(request, response);
  });
}

function sttOf(baseUrl: string, more: Partial<OpenAiOptions> = {}): OpenAiTranscription {
  const stt = createOpenAiTranscription({
    provider: 'other',
    preset: 'other',
    baseUrl,
    apiKey: null,
    model: 'whisper',
    ...more,
  });
  cleanUps.push(() => {
    stt.close();
  });
  return stt;
}

const answering =
  (body: unknown): RequestHandler =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const speech = sine(1_000, 16_000);

async function utter(stt: OpenAiTranscription): Promise<SttFinal> {
  const stream = stt.open();
  stream.begin();
  for (let at = 0; at < speech.length; at += 320) await stream.push(speech.subarray(at, at + 320));
  return stream.finish();
}

const posts = (server: WireServer): WireServer['received'] =>
  server.received.filter(({ method }) => method === 'POST');

describe('posted transcription', () => {
  it('posts the utterance as WAV with the language when it is over', async () => {
    const server = await wire(answering({ text: ' I need an appointment. ' }));
    const final = await utter(sttOf(server.baseUrl, { language: 'de-AT' }));
    const [post] = posts(server);
    const { fields, samples } = post ? readUtterance(post) : { fields: null, samples: null };
    expect({ final, fields, samples }).toEqual({
      final: { text: 'I need an appointment.', understood: true, audioSeconds: 1 },
      fields: { model: 'whisper', language: 'de', response_format: 'verbose_json' },
      samples: speech,
    });
  });

  it('tells a model that can be told what words to expect, and asks for its doubts', async () => {
    const server = await wire((_, response) => {
      void writeParts(response, [
        sse({ type: 'transcript.text.delta', delta: 'Doctor ' }),
        sse({ type: 'transcript.text.delta', delta: 'Okafor' }),
        sse({
          type: 'transcript.text.done',
          text: 'Doctor Okafor',
          logprobs: [{ token: 'D', logprob: -0.1 }],
        }),
      ]).then(() => response.end());
    });
    const stream = sttOf(server.baseUrl, { preset: 'openai', model: 'gpt-4o-transcribe' }).open();
    stream.setHints({
      functions: [],
      variables: [{ name: 'doctor', type: 'string', options: ['Okafor', 'Lindqvist'] }],
    });
    stream.begin();
    await stream.push(speech);
    const final = await stream.finish();
    const [post] = posts(server);
    expect([final.text, post && readUtterance(post).fields]).toEqual([
      'Doctor Okafor',
      {
        model: 'gpt-4o-transcribe',
        response_format: 'json',
        stream: 'true',
        'include[]': 'logprobs',
        prompt: 'The caller may say: Okafor, Lindqvist.',
      },
    ]);
  });

  it('opens its connection when the caller begins, and uses it for what follows', async () => {
    const server = await wire(answering({ text: 'Yes.' }));
    const stt = sttOf(server.baseUrl);
    expect(await stt.warm()).toBe(true);
    for (let i = 0; i < 3; i += 1) await utter(stt);
    expect([server.socketCount, posts(server).length]).toEqual([1, 3]);
  });

  it('asks nothing about no sound, and fills up what is too short', async () => {
    const server = await wire(answering({ text: 'Yes.' }));
    const stream = sttOf(server.baseUrl).open();
    expect(await stream.finish()).toEqual({ text: '', understood: false, audioSeconds: 0 });
    stream.begin();
    expect(await stream.finish()).toEqual({ text: '', understood: false, audioSeconds: 0 });
    stream.begin();
    await stream.push(speech.subarray(0, 800));
    expect(await stream.finish()).toEqual({ text: 'Yes.', understood: true, audioSeconds: 0.05 });
    expect(posts(server).map((post) => readUtterance(post).samples.length)).toEqual([3_200]);
  });

  it('gives the words with their times where the server does', async () => {
    const words = [{ word: ' Yes', start: 0.1, end: 0.42, probability: 0.93 }];
    const server = await wire(answering({ text: 'Yes', words }));
    expect((await utter(sttOf(server.baseUrl))).words).toEqual([
      { text: 'Yes', startMs: 100, endMs: 420, confidence: 0.93 },
    ]);
  });

  const segment = (
    text: string,
    avg_logprob: number,
    no_speech_prob: number,
    compression_ratio = 1.2,
  ): object => ({ text, avg_logprob, no_speech_prob, compression_ratio });
  it.each<[string, object, string]>([
    ['speech', { text: 'Four people.', segments: [segment(' Four people.', -0.2, 0.01)] }, 'Four people.'],
    ['silence that was given words', { text: 'The end.', segments: [segment('The end.', -1.3, 0.9)] }, ''],
    [
      'speech with silence behind it',
      { text: 'x', segments: [segment('At noon.', -0.2, 0.05), segment(' Bye.', -1.4, 0.8)] },
      'At noon.',
    ],
    [
      'a decoding that repeats itself',
      { text: 'x', segments: [segment('no no no no no', -1.2, 0.2, 3.1)] },
      '',
    ],
    ['a decoding that failed', { text: 'Zhk grb', segments: [segment('Zhk grb', -1.6, 0.1)] }, ''],
    ['tokens that were guessed', { text: 'Perhaps', logprobs: [{ logprob: -2 }, { logprob: -1.5 }] }, ''],
    [
      'words that were guessed',
      {
        text: 'a b',
        words: [
          { word: 'a', start: 0, end: 1, probability: 0.1 },
          { word: 'b', start: 1, end: 2, probability: 0.2 },
        ],
      },
      '',
    ],
    ['a subtitle', { text: 'Thanks for watching!' }, ''],
    ['sounds in brackets', { text: '[BLANK_AUDIO] (music) ♪♪' }, ''],
    ['punctuation alone', { text: ' . ' }, ''],
    ['thanks', { text: 'Thank you.' }, 'Thank you.'],
    ['thanks that may be none', { text: 'Thank you.', segments: [segment('Thank you.', -0.5, 0.45)] }, ''],
  ])('hears %s', async (_, body, text) => {
    const final = await utter(sttOf((await wire(answering(body))).baseUrl));
    expect([final.text, final.understood]).toEqual([text, text !== '']);
  });

  it.each<[string, RequestHandler, object]>([
    ['no JSON', (_, response) => response.end('<html>'), { reason: 'not-json', retryable: true }],
    ['JSON without a transcript', answering({ result: 'x' }), { reason: 'not-json' }],
    ['no answer', () => undefined, { code: 'provider-timeout', retryable: true }],
    [
      'a cut',
      (_, response) => {
        response.writeHead(200, { 'content-length': 40 }).write('{"te');
        setImmediate(() => response.destroy());
      },
      { reason: 'cut', retryable: true },
    ],
    [
      'a stream without end',
      (_, response) =>
        void writeParts(response, [sse({ type: 'transcript.text.delta', delta: 'a' })]).then(() =>
          response.end(),
        ),
      { reason: 'cut' },
    ],
    [
      '413',
      (_, response) => response.writeHead(413).end('{"error":{"message":"too large"}}'),
      { reason: 'request', retryable: false },
    ],
    ['503', (_, response) => response.writeHead(503).end(), { reason: 'server', retryable: true }],
  ])('fails in words on %s', async (_, handler, expected) => {
    const server = await wire(handler);
    const stt = sttOf(server.baseUrl, { deadlines: { firstEventMs: 40 } });
    expect(await failureOf(utter(stt))).toMatchObject(expected);
    stt.close();
    await server.allClosed();
  });

  it('cancels the utterance that waits for its transcript, and no other', async () => {
    const server = await wire((request, response) => {
      if (readUtterance(request).samples.length > 4_000) answering({ text: 'Long one.' })(request, response);
    });
    const stream = sttOf(server.baseUrl).open();
    stream.begin();
    await stream.push(speech.subarray(0, 3_200));
    const short = stream.finish();
    await server.got('POST', 1);
    stream.cancel();
    stream.begin();
    await stream.push(speech);
    const long = stream.finish();
    expect([await short, await long]).toEqual([
      { text: '', understood: false, audioSeconds: 0.2 },
      { text: 'Long one.', understood: true, audioSeconds: 1 },
    ]);
  });

  it('leaves no socket when its calls are closed', async () => {
    const server = await wire(() => undefined);
    const stt = sttOf(server.baseUrl);
    const stream = stt.open();
    stream.begin();
    await stream.push(speech);
    const final = stream.finish();
    await server.got('POST', 1);
    stt.close();
    expect((await final).understood).toBe(false);
    await server.allClosed();
  });
});

describe('a realtime session', () => {
  const start = async (
    script: Parameters<typeof OpenAiServer.start>[0],
    delays: Parameters<typeof OpenAiServer.start>[1] = {},
    more: Partial<OpenAiOptions> = {},
  ): Promise<{ server: OpenAiServer; stt: OpenAiTranscription }> => {
    const server = await OpenAiServer.start(script, delays);
    cleanUps.push(() => server.close());
    const stt = sttOf(server.baseUrl, {
      preset: 'openai',
      model: 'gpt-realtime-whisper',
      apiKey: 'k',
      ...more,
    });
    return { server, stt };
  };

  it('tells partials while the caller speaks, and the transcript when they are done', async () => {
    const { stt } = await start({ transcript: () => 'a table for four' });
    const stream = stt.open();
    const partials: string[] = [];
    const allTold = new Promise<void>((resolve) => {
      stream.onPartial?.(({ text }) => {
        partials.push(text);
        if (partials.length === 3) resolve();
      });
    });
    stream.begin();
    await stream.push(speech.subarray(0, 320));
    await stream.push(speech);
    await allTold;
    expect([partials, await stream.finish()]).toEqual([
      ['a', 'a table', 'a table for'],
      { text: 'a table for four', understood: true, audioSeconds: 1.02 },
    ]);
  });

  it('tells partials with the pushes where nobody listens otherwise', async () => {
    const { stt } = await start({ transcript: () => 'a table' });
    const stream = stt.open();
    stream.begin();
    await stream.push(speech);
    await expect.poll(async () => (await stream.push(speech.subarray(0, 20)))?.text).toBe('a table');
    expect((await stream.finish()).text).toBe('a table');
  });

  it('serves utterance after utterance, forgets those that are cancelled, and keeps their words apart', async () => {
    const { stt, server } = await start(
      { transcript: (_, index) => ['one', 'never told', 'three', ''][index] ?? '' },
      { sttFinalMs: 20, sttPartialMs: 5 },
    );
    const stream = stt.open();
    const say = async (): Promise<void> => {
      stream.begin();
      await stream.push(speech);
    };
    await say();
    const first = await stream.finish();
    await say();
    stream.cancel();
    await say();
    const third = stream.finish();
    await say();
    const silent = stream.finish();
    expect([first.text, (await third).text, await silent, server.wire.socketCount]).toEqual([
      'one',
      'three',
      { text: '', understood: false, audioSeconds: 1 },
      1,
    ]);
  });

  it('says the utterance again on a new session when the old one breaks', async () => {
    const { stt, server } = await start({
      transcript: () => 'still here',
      fault: (_, index) => (index === 0 ? 'cut' : null),
    });
    expect((await utter(stt)).text).toBe('still here');
    expect(server.wire.socketCount).toBe(2);
  });

  it('gives up after the second session', async () => {
    const { stt } = await start({ fault: () => 'cut' });
    await expect(utter(stt)).rejects.toMatchObject({ retryable: true });
  });

  it('fails in words when the vendor fails, sends nonsense, or says nothing', async () => {
    const { stt } = await start(
      {
        fault: (_, index) =>
          ([{ status: 400, body: 'Audio is broken' }, 'malformed', 'stall'] as const)[index] ?? null,
      },
      {},
      { deadlines: { firstEventMs: 60 } },
    );
    expect(await failureOf(utter(stt))).toMatchObject({
      reason: 'request',
      message: expect.stringContaining('Audio is broken') as string,
    });
    expect(await failureOf(utter(stt))).toMatchObject({ retryable: true });
    expect(await failureOf(utter(stt))).toMatchObject({ code: 'provider-timeout', retryable: true });
  });

  it('closes its socket with the call', async () => {
    const { stt, server } = await start({});
    const stream = stt.open();
    await once(server.wire.server, 'upgrade');
    const closed = server.wire.allClosed();
    stream.close();
    await closed;
    expect(server.wire.sockets.size).toBe(0);
  });

  it('tells a wrong key when the first utterance is over', async () => {
    const server = await WireServer.start();
    cleanUps.push(() => server.close());
    server.server.on('upgrade', (_, socket) =>
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n'),
    );
    const stt = sttOf(server.baseUrl, { preset: 'openai', model: 'gpt-realtime-whisper', apiKey: 'k' });
    await expect(utter(stt)).rejects.toMatchObject({ retryable: false, problem: 'wrong-key' });
  });
});
