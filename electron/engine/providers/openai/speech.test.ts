import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamingResampler } from '../../audio/resampler.ts';
import { wavBytes } from '../../audio/wav-format.ts';
import { PcmReader } from './pcm-reader.ts';
import { createOpenAiSpeech, type OpenAiSpeech, type OpenAiSpeechOptions } from './speech.ts';
import { collect, failureOf, never } from './testing/collect.ts';
import { createRig } from './testing/rig.ts';
import { OpenAiServer, sine } from './testing/openai-server.ts';
import { writeParts, type RequestHandler } from './testing/wire-server.ts';

const { cleanUps, wire } = createRig();

function speechOf(baseUrl: string, more: Partial<OpenAiSpeechOptions> = {}): OpenAiSpeech {
  const speech = createOpenAiSpeech({
    provider: 'other',
    preset: 'other',
    baseUrl,
    apiKey: null,
    model: 'voice-model',
    ...more,
  });
  cleanUps.push(() => {
    speech.close();
  });
  return speech;
}

function joined(chunks: Int16Array[]): Int16Array {
  return Int16Array.from(chunks.flatMap((chunk) => [...chunk]));
}

const bytesOf = (samples: Int16Array): Buffer =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

function at16k(samples: Int16Array, rateHz: number): Int16Array {
  const resampler = new StreamingResampler(rateHz, 16_000);
  return joined([resampler.push(samples), resampler.flush()]);
}

const sound = sine(300);
const playing =
  (contentType: string, ...parts: Uint8Array[]): RequestHandler =>
  (_, response) =>
    void writeParts(response, parts, contentType).then(() => response.end());

describe('speech', () => {
  it('asks for PCM in the voice wanted and gives it at 16 kHz', async () => {
    const server = await wire(playing('audio/pcm', bytesOf(sound)));
    const speech = speechOf(server.baseUrl, { preset: 'openai', instructions: 'Calm.', speed: 1.2 });
    const chunks = await collect(speech.synthesize('Hello there.', { voice: 'cedar' }, never));
    expect([joined(chunks), server.received[0]?.path, server.received[0]?.json()]).toEqual([
      at16k(sound, 24_000),
      '/v1/audio/speech',
      {
        model: 'voice-model',
        input: 'Hello there.',
        voice: 'cedar',
        response_format: 'pcm',
        instructions: 'Calm.',
        speed: 1.2,
      },
    ]);
  });

  it('is heard while it still comes', async () => {
    const server = await wire((_, response) => void writeParts(response, [bytesOf(sound)], 'audio/pcm'));
    const stream = speechOf(server.baseUrl).synthesize('Hello.', {}, never)[Symbol.asyncIterator]();
    const first = await stream.next();
    expect((first.value as Int16Array).length).toBeGreaterThan(4_500);
    await stream.return?.();
    await server.allClosed();
  });

  it.each<[string, string, Buffer, Int16Array]>([
    [
      'a WAV file of another rate',
      'audio/wav',
      Buffer.from(wavBytes(sine(100, 48_000), { sampleRateHz: 48_000, channels: 1 })),
      at16k(sine(100, 48_000), 48_000),
    ],
    ['PCM whose rate is in the type', 'audio/pcm;rate=16000', bytesOf(sine(100, 16_000)), sine(100, 16_000)],
    [
      'a stereo WAV file',
      'audio/wav',
      Buffer.from(
        wavBytes(
          Int16Array.from({ length: 3_200 }, (_, i) => i >> 1),
          { sampleRateHz: 16_000, channels: 2 },
        ),
      ),
      Int16Array.from({ length: 1_600 }, (_, i) => i),
    ],
  ])('plays %s', async (_, type, bytes, expected) => {
    const server = await wire(playing(type, bytes.subarray(0, 5), bytes.subarray(5, 31), bytes.subarray(31)));
    expect(joined(await collect(speechOf(server.baseUrl).synthesize('Hi.', {}, never)))).toEqual(expected);
  });

  it('asks a server that has no PCM for WAV, once', async () => {
    const server = await wire((request, response) => {
      if (request.json()['response_format'] === 'wav')
        playing('audio/wav', wavBytes(sine(50), { sampleRateHz: 24_000, channels: 1 }))(request, response);
      else response.writeHead(400).end('{"error":{"message":"response_format must be wav"}}');
    });
    const speech = speechOf(server.baseUrl);
    for (let i = 0; i < 2; i += 1)
      expect(joined(await collect(speech.synthesize('Hi.', {}, never)))).toHaveLength(800);
    expect(server.received.map((request) => request.json()['response_format'])).toEqual([
      'pcm',
      'wav',
      'wav',
    ]);
  });

  it('does not ask for the sound of nothing', async () => {
    const server = await wire(playing('audio/pcm', bytesOf(sound)));
    expect(await collect(speechOf(server.baseUrl).synthesize('  ', {}, never))).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it.each<[string, RequestHandler, object]>([
    ['MP3', playing('audio/mpeg', Buffer.from('ID3')), { reason: 'not-json', retryable: false }],
    ['MP3 that calls itself PCM', playing('audio/pcm', Buffer.from('ID3\x04......')), { reason: 'not-json' }],
    ['a web page', playing('text/html', Buffer.from('<html>')), { reason: 'not-json' }],
    [
      'a WAV file without samples',
      playing('audio/wav', Buffer.from('RIFF....WAVEjunk')),
      { reason: 'not-json' },
    ],
    [
      'a voice that is not there',
      (_, response) => response.writeHead(400).end('{"detail":"Voice x not found"}'),
      { reason: 'voice' },
    ],
    [
      'a connection that breaks',
      (_, response) =>
        void writeParts(response, [bytesOf(sound)], 'audio/pcm').then(() => response.socket?.destroy()),
      { reason: 'cut', retryable: true },
    ],
    [
      'silence in the middle',
      (_, response) => void writeParts(response, [bytesOf(sound)], 'audio/pcm'),
      { code: 'provider-timeout' },
    ],
    ['silence from the beginning', () => undefined, { code: 'provider-timeout', retryable: true }],
  ])('fails in words on %s', async (_, handler, expected) => {
    const server = await wire(handler);
    const speech = speechOf(server.baseUrl, { deadlines: { firstEventMs: 40, betweenEventsMs: 30 } });
    expect(await failureOf(collect(speech.synthesize('Hi.', {}, never)))).toMatchObject(expected);
    speech.close();
    await server.allClosed();
  });

  it('ends silently when aborted, and closes the socket', async () => {
    const server = await wire((request, response) => {
      if (request.json()['input'] === 'Two.') void writeParts(response, [bytesOf(sound)], 'audio/pcm');
    });
    const speech = speechOf(server.baseUrl);
    const [before, middle] = [new AbortController(), new AbortController()];
    const waiting = collect(speech.synthesize('One.', {}, before.signal));
    await once(server.server, 'request');
    before.abort();
    let heard = 0;
    for await (const _ of speech.synthesize('Two.', {}, middle.signal)) {
      heard += 1;
      middle.abort();
    }
    expect([await waiting, heard]).toEqual([[], 1]);
    await server.allClosed();
  });

  it('comes from the scripted server with its delays and faults', async () => {
    const server = await OpenAiServer.start(
      { fault: (_, index) => (index === 1 ? 'cut' : null) },
      { ttsFirstAudioMs: 30 },
    );
    cleanUps.push(() => server.close());
    const speech = speechOf(server.baseUrl);
    const startedMs = performance.now();
    const chunks = await collect(speech.synthesize('Hello.', {}, never));
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(29);
    expect(joined(chunks)).toHaveLength(360 * 16);
    expect(await failureOf(collect(speech.synthesize('Hello.', {}, never)))).toMatchObject({ reason: 'cut' });
  });
});

describe('PCM', () => {
  it('gives the same samples however the bytes are cut', () => {
    const wav = Buffer.from(wavBytes(sine(20), { sampleRateHz: 24_000, channels: 1 }));
    for (const bytes of [bytesOf(sine(20)), wav]) {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 30 }), (cuts) => {
          const reader = new PcmReader(24_000);
          const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
          const chunks = edges.slice(1).map((end, at) => reader.push(bytes.subarray(edges[at], end)));
          expect(joined([...chunks, reader.flush()])).toEqual(at16k(sine(20), 24_000));
        }),
        { numRuns: 60 },
      );
    }
  });

  it("stops at the end of a WAV file's samples", () => {
    const reader = new PcmReader(24_000);
    const wav = Buffer.from(wavBytes(sine(20), { sampleRateHz: 24_000, channels: 1 }));
    const chunks = [reader.push(Buffer.concat([wav, Buffer.from('LIST....some words')])), reader.flush()];
    expect(joined(chunks)).toEqual(at16k(sine(20), 24_000));
  });

  it('never crashes on bytes, but for an AudioError', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const reader = new PcmReader(24_000);
        try {
          for (const chunk of chunks) reader.push(Buffer.from(chunk));
          reader.flush();
        } catch (error) {
          expect((error as Error).name).toBe('AudioError');
        }
      }),
    );
  });
});
