import { describe, expect, it } from 'vitest';
import {
  describeSpeech,
  never,
  speechSetUp,
  wholeSpeech,
  type ContractOptions,
} from '../wire/testing/speech-contract.ts';
import { sineOf } from '../wire/testing/speech-server.ts';
import { createAzureTts, testAzureConnection } from './index.ts';
import { ssmlOf } from './azure-tts.ts';
import { AzureServer } from './testing/azure-server.ts';

const here = ({ baseUrl, ...options }: ContractOptions) => ({ ...options, endpoint: baseUrl });

const vendor = {
  name: 'Azure',
  server: () => new AzureServer(),
  create: (options: ContractOptions) => createAzureTts(here(options)),
  test: async (options: ContractOptions, signal: AbortSignal) =>
    (await testAzureConnection(here(options), signal)).filter(({ stage }) => stage === 'tts'),
  unknownVoice: { code: 1007, reason: 'Unsupported voice nobody-NEURAL.' },
  multiplexed: false,
};

describeSpeech(vendor);

describe('Azure', () => {
  it('asks for 16 kHz PCM in SSML of the voice and language chosen, with the key in the header alone', async () => {
    const { server, options } = await speechSetUp(vendor);
    const tts = createAzureTts({ ...here(options), language: 'de-DE' });
    await wholeSpeech(tts.synthesize('Größer & <besser>', {}, never));
    tts.close();
    const { request, received } = server.last;
    const body = (path: string): unknown => received.find((message) => message['path'] === path)?.['body'];
    expect([request.headers['ocp-apim-subscription-key'], request.url?.includes(options.apiKey)]).toEqual([
      options.apiKey,
      false,
    ]);
    expect(body('synthesis.context')).toContain('raw-16khz-16bit-mono-pcm');
    expect(body('ssml')).toBe(
      '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="de-DE">' +
        '<voice name="de-DE-KatjaNeural">Größer &amp; &lt;besser&gt;</voice></speak>',
    );
  });

  it('leaves out of the SSML what XML cannot hold', () => {
    expect(ssmlOf('a\u0000b\ud800c\u{1f600}', 'v"', 'en-US')).toContain(
      '<voice name="v&quot;">abc\u{1f600}</voice>',
    );
  });

  it('stops a text by leaving its connection, and has another at hand', async () => {
    const { server, tts } = await speechSetUp(vendor);
    server.chunkEveryMs = 2;
    const barge = new AbortController();
    for await (const chunk of tts.synthesize('A sentence of some length.', {}, barge.signal)) {
      expect(chunk.length).toBeGreaterThan(0);
      barge.abort();
    }
    await server.until(() => server.connections[0]?.closedWith?.code === 1000);
    await server.until(() => server.connections.length === 2);
    expect(await wholeSpeech(tts.synthesize('Next.', {}, never))).toEqual(sineOf('Next.'));
    expect(server.connections.length).toBe(2);
  });

  it('lists the voices of the resource, and known ones until then', async () => {
    const { server, tts } = await speechSetUp(vendor);
    expect(tts.voices[0]?.id).toBe('en-US-AvaNeural');
    server.rest = () => ({
      status: 200,
      body: [
        {
          ShortName: 'de-AT-IngridNeural',
          LocalName: 'Ingrid',
          LocaleName: 'German (Austria)',
          Gender: 'Female',
        },
      ],
    });
    const expected = [{ id: 'de-AT-IngridNeural', name: 'Ingrid (German (Austria), female)' }];
    expect([await tts.listVoices(never), tts.voices]).toEqual([expected, expected]);
    expect(server.requests.at(-1)?.url).toBe('/cognitiveservices/voices/list');
  });
});
