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
import { createElevenLabsTts, testElevenLabsConnection } from './index.ts';
import { parseElevenLabs } from './protocol.ts';
import { ElevenLabsServer } from './testing/elevenlabs-server.ts';

const vendor = {
  name: 'ElevenLabs',
  server: () => new ElevenLabsServer(),
  create: createElevenLabsTts,
  test: testElevenLabsConnection,
  unknownVoice: '{"message":"A voice with this id does not exist","error":"voice_not_found","code":1008}',
};

describeSpeech(vendor);

describe('ElevenLabs', () => {
  it('asks for 16 kHz PCM in the model, voice and language chosen, with the key in the header alone', async () => {
    const { server, options } = await speechSetUp(vendor);
    const tts = createElevenLabsTts({
      ...options,
      model: 'eleven_flash_v2_5',
      language: 'de-AT',
      voice: 'v/1',
    });
    await wholeSpeech(tts.synthesize('Guten Tag.', {}, never));
    await wholeSpeech(tts.synthesize('Auf Wiederhören.', { voice: 'other' }, never));
    tts.close();
    const [first, second] = server.connections.map(({ request }) => new URL(request.url ?? '', 'ws://x'));
    expect([first?.pathname, second?.pathname, Object.fromEntries(first?.searchParams ?? [])]).toEqual([
      '/v1/text-to-speech/v%2F1/multi-stream-input',
      '/v1/text-to-speech/other/multi-stream-input',
      {
        model_id: 'eleven_flash_v2_5',
        output_format: 'pcm_16000',
        auto_mode: 'true',
        inactivity_timeout: '180',
        language_code: 'de',
      },
    ]);
    expect(server.connections[0]?.request.headers['xi-api-key']).toBe(options.apiKey);
    expect(server.connections[0]?.received).toEqual([
      { text: 'Guten Tag. ', context_id: 'parley-1', flush: true },
      { context_id: 'parley-1', close_context: true },
    ]);
  });

  it('does not tell a language to a model that refuses it', async () => {
    const { server, options } = await speechSetUp(vendor);
    const tts = createElevenLabsTts({ ...options, model: 'eleven_multilingual_v2', language: 'de' });
    await wholeSpeech(tts.synthesize('Hallo.', {}, never));
    tts.close();
    expect(server.last.query.has('language_code')).toBe(false);
  });

  it('never opens a sixth context on a socket, however many texts come and are thrown away', async () => {
    const { server, tts } = await speechSetUp(vendor);
    server.chunkEveryMs = 2;
    server.finalDelayMs = 20;
    const texts = Array.from({ length: 14 }, (_, index) => `Text ${index}`);
    const lengths = await Promise.all(
      texts.map(async (text, index) => {
        const barge = new AbortController();
        if (index % 3 === 0) barge.abort();
        return (await wholeSpeech(tts.synthesize(text, {}, barge.signal))).length;
      }),
    );
    expect(lengths).toEqual(texts.map((text, index) => (index % 3 === 0 ? 0 : sineOf(text).length)));
    expect(server.connections.length).toBe(2);
    // The rush is over: one socket stays.
    await server.until(() => server.openSockets === 1);
  });

  it('leaves the socket to stop a text, once nobody else listens on it, and has another at hand', async () => {
    const { server, tts } = await speechSetUp(vendor);
    server.chunkEveryMs = 2;
    const other = wholeSpeech(tts.synthesize('Another caller listens to this.', {}, never));
    const barge = new AbortController();
    for await (const chunk of tts.synthesize('A sentence of some length.', {}, barge.signal)) {
      expect(chunk).toHaveLength(1600);
      barge.abort();
    }
    expect(server.connections[0]?.closedWith).toBeNull();
    expect(await other).toEqual(sineOf('Another caller listens to this.'));
    await server.until(() => server.connections[0]?.closedWith?.code === 1000);
    await server.until(() => server.connections.length === 2);
  });

  it('takes a close for idleness as no error, and has another socket at hand', async () => {
    const { server, tts } = await speechSetUp(vendor);
    await wholeSpeech(tts.synthesize('One.', {}, never));
    server.closeIdle(server.last);
    await server.until(() => server.connections.length === 2);
    expect(await wholeSpeech(tts.synthesize('Two.', {}, never))).toEqual(sineOf('Two.'));
  });

  it.each([
    { error: 'quota_exceeded', message: 'This request exceeds your quota.', fix: 'credit' },
    { error: 'voice_not_found', message: 'A voice with this id does not exist.', fix: 'voice' },
    { error: 'model_not_found', message: 'Model not found.', fix: 'model' },
    { error: 'something_new', message: 'Something new happened.', fix: 'status page' },
  ])('says what $error means', async ({ error, message, fix }) => {
    const { server, tts } = await speechSetUp(vendor);
    server.speechFaults = [{ type: 'message', message: JSON.stringify({ error, message, code: 1008 }) }];
    const failure = await failureOf(tts.synthesize('Hello there.', {}, never));
    expect(failure['message']).toContain(message);
    expect(failure['message']).toContain(fix);
  });

  it('lists the voices of the account, and known ones until then', async () => {
    const { server, tts } = await speechSetUp(vendor);
    expect(tts.voices[0]?.id).toBe('EXAVITQu4vr4xnSDxMaL');
    server.rest = () => ({
      status: 200,
      body: {
        voices: [
          { voice_id: 'a', name: 'Anna', labels: { accent: 'Austrian', gender: 'female' } },
          { voice_id: 'b' },
        ],
      },
    });
    const expected = [
      { id: 'a', name: 'Anna (Austrian, female)' },
      { id: 'b', name: 'b' },
    ];
    expect([await tts.listVoices(never), tts.voices]).toEqual([expected, expected]);
    server.rest = () => ({ status: 401, body: { detail: { status: 'invalid_api_key' } } });
    await expect(tts.listVoices(never)).rejects.toMatchObject({
      code: 'provider-refused',
      problem: 'wrong-key',
    });
    server.rest = () => ({ status: 200, body: '<html>' });
    await expect(tts.listVoices(never)).rejects.toMatchObject({ problem: 'vendor-failed' });
  });

  it('survives any message', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.uint8Array().map((b) => Buffer.from(b).toString()),
        ),
        (text) => {
          for (const message of parseElevenLabs(text, 'key'))
            expect(message.type).toMatch(/audio|done|error/);
        },
      ),
    );
  });
});
