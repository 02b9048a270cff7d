import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeSpeech,
  failureOf,
  never,
  speechSetUp,
  wholeSpeech,
} from '../wire/testing/speech-contract.ts';
import { sineOf } from '../wire/testing/speech-server.ts';
import { createCartesiaTts, testCartesiaConnection } from './index.ts';
import { parseCartesia } from './protocol.ts';
import { CartesiaServer } from './testing/cartesia-server.ts';

const vendor = {
  name: 'Cartesia',
  server: () => new CartesiaServer(),
  create: createCartesiaTts,
  test: testCartesiaConnection,
  unknownVoice: JSON.stringify({
    type: 'error',
    done: true,
    status_code: 404,
    error_code: 'voice_not_found',
    title: 'Voice not found',
    message: 'The voice is not valid.',
  }),
};

describeSpeech(vendor);

describe('Cartesia', () => {
  it('asks for 16 kHz PCM in the model, voice and language chosen, with the key in the header alone', async () => {
    const { server, options } = await speechSetUp(vendor);
    const tts = createCartesiaTts({ ...options, model: 'sonic-3', language: 'fr-CA', voice: 'v1' });
    await wholeSpeech(tts.synthesize('Bonjour.', {}, never));
    tts.close();
    const { authorization, 'cartesia-version': version } = server.last.request.headers;
    expect([server.last.request.url, authorization, version, server.last.received]).toEqual([
      '/tts/websocket',
      `Bearer ${options.apiKey}`,
      '2026-03-01',
      [
        {
          model_id: 'sonic-3',
          transcript: 'Bonjour.',
          voice: { mode: 'id', id: 'v1' },
          language: 'fr',
          context_id: 'parley-1',
          output_format: { container: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 },
          continue: false,
        },
      ],
    ]);
  });

  it('tells the vendor to cancel a text, on the same socket', async () => {
    const { server, tts } = await speechSetUp(vendor);
    server.chunkEveryMs = 2;
    const barge = new AbortController();
    for await (const chunk of tts.synthesize('A sentence of some length.', {}, barge.signal)) {
      expect(chunk).toHaveLength(1600);
      barge.abort();
    }
    await server.until(() => server.last.received.length === 2);
    expect(server.last.received[1]).toEqual({ context_id: 'parley-1', cancel: true });
    expect(await wholeSpeech(tts.synthesize('Next.', {}, never))).toEqual(sineOf('Next.'));
    expect(server.connections.length).toBe(1);
  });

  it('fails the one text that the account has no room for, and no other', async () => {
    const { server, tts } = await speechSetUp(vendor);
    server.maximumContexts = 1;
    server.chunkEveryMs = 2;
    const first = wholeSpeech(tts.synthesize('One text is under way.', {}, never));
    await server.until(() => server.speaking.size === 1);
    expect(await failureOf(tts.synthesize('Another.', {}, never))).toMatchObject({
      code: 'provider-refused',
      retryable: true,
      message: expect.stringContaining('concurrency limit') as string,
    });
    expect(await first).toEqual(sineOf('One text is under way.'));
  });

  it.each([
    {
      error_code: 'model_not_found',
      title: 'Invalid model',
      message: 'The model is not valid.',
      fix: 'model',
    },
    { error_code: 'quota_exceeded', title: 'Quota exceeded', message: 'Buy credits.', fix: 'credit' },
  ])('says what $error_code means', async ({ fix, ...error }) => {
    const { server, tts } = await speechSetUp(vendor);
    const message = { type: 'error', done: true, status_code: 400, context_id: 'parley-1', ...error };
    server.speechFaults = [{ type: 'message', message: JSON.stringify(message) }];
    const failure = await failureOf(tts.synthesize('Hello there.', {}, never));
    expect(failure).toMatchObject({ code: 'provider-refused', retryable: false });
    expect(failure['message']).toContain(fix);
  });

  it('lists the voices of the account, in both forms that the vendor has had', async () => {
    const { server, tts } = await speechSetUp(vendor);
    const page = [{ id: 'a', name: 'Anna', language: 'de' }, { id: 'b' }];
    const expected = [
      { id: 'a', name: 'Anna (de)' },
      { id: 'b', name: 'b' },
    ];
    server.rest = () => ({ status: 200, body: { data: page, has_more: false } });
    expect(await tts.listVoices(never)).toEqual(expected);
    server.rest = () => ({ status: 200, body: page });
    expect([await tts.listVoices(never), tts.voices]).toEqual([expected, expected]);
  });

  it('survives any message', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const message of parseCartesia(text, 'key')) expect(message.type).toMatch(/audio|done|error/);
      }),
    );
  });
});
