/** The studio's providers over real sockets: vendors' servers on this machine, with the faults that vendors have. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import type { ProviderFallback } from '#engine/providers/chain/index.ts';
import { CartesiaServer } from '#engine/providers/cartesia/testing/cartesia-server.ts';
import { DeepgramServer } from '#engine/providers/deepgram/testing/deepgram-server.ts';
import { ElevenLabsServer } from '#engine/providers/elevenlabs/testing/elevenlabs-server.ts';
import { sineOf } from '#engine/providers/wire/testing/speech-server.ts';
import type { ProviderChains } from '#shared/domain/providers.ts';
import { createSettingsStore, openConf } from '../ipc/settings-store.ts';
import { createSecretStore } from '../secrets/secret-store.ts';
import { StudioProviders } from './studio-providers.ts';

let dataDir: string;
let providers: StudioProviders;
let settings: ReturnType<typeof createSettingsStore>;
let secrets: ReturnType<typeof createSecretStore>;
const voices = new ElevenLabsServer();
const otherVoices = new CartesiaServer();
const ears = new DeepgramServer();

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-providers-'));
  settings = createSettingsStore({ dataDir, logger: silentLogger, open: openConf });
  secrets = createSecretStore({ dataDir, logger: silentLogger, keychain: null });
  providers = new StudioProviders({ settings, secrets, environment: { DEEPGRAM_API_KEY: 'from-outside' } });
  await Promise.all([voices.listen(), otherVoices.listen(), ears.listen()]);
});
afterEach(async () => {
  await providers.close();
  await Promise.all([voices.close(), otherVoices.close(), ears.close()]);
  voices.texts.length = 0;
  await rm(dataDir, { recursive: true, force: true });
});

async function connect(
  preset: string,
  name: string,
  base_url: string,
  key: string | null = 'a-key',
): Promise<string> {
  const { id } = await providers.connections.save({ preset, name, base_url });
  if (key !== null) await secrets.set(id, key);
  return id;
}

const forAgent = (chains: ProviderChains): Promise<CallProviders> =>
  providers.forCall({ workflow_configurations: { providers: chains } });

async function said(call: CallProviders, text: string): Promise<number> {
  let samples = 0;
  for await (const chunk of call.tts.synthesize(text, {}, new AbortController().signal))
    samples += chunk.length;
  return samples;
}

function told(call: CallProviders): ProviderFallback[] {
  const fallbacks: ProviderFallback[] = [];
  call.onFallback?.((fallback) => fallbacks.push(fallback));
  return fallbacks;
}

test('without a choice a call is keyless, and says so', async () => {
  const call = await providers.forCall({});
  expect({
    names: [call.stt.provider, call.llm.provider, call.tts.provider],
    rehearsal: call.llm.rehearsal,
    isHosted: call.isHosted,
    leftOut: call.leftOut,
  }).toEqual({ names: ['grammar', 'rehearsal', 'flite'], rehearsal: true, isHosted: false, leftOut: [] });
});

test('a voice that dies in mid-sentence is followed by the next vendor’s, and each is counted for what it spoke', async () => {
  const first = await connect('elevenlabs', 'First', voices.baseUrl);
  const second = await connect('cartesia', 'Second', otherVoices.baseUrl);
  const call = await forAgent({ tts: [{ connection: first, voice: 'v1' }, { connection: second }] });
  const fallbacks = told(call);
  voices.speechFaults = [{ type: 'close', code: 1011, reason: 'overloaded' }];
  const text = 'Good morning to you all.';
  const samples = await said(call, text);
  const rest = otherVoices.texts[0] ?? '';
  expect({
    voice: call.ttsVoice,
    restIsTheEnd: rest !== '' && rest.length < text.length && text.endsWith(rest),
    samples,
    fallbacks: fallbacks.map(({ stage, from, to }) => ({ stage, from, to })),
    used: Object.fromEntries(call.used?.ttsCharacters ?? []),
  }).toEqual({
    voice: 'v1',
    restIsTheEnd: true,
    samples: sineOf(rest).length + 1600,
    fallbacks: [{ stage: 'tts', from: 'first/eleven_flash_v2_5', to: 'second/sonic-3' }],
    used: { 'first|||eleven_flash_v2_5': text.length, 'second|||sonic-3': rest.length },
  });
  // In the next sentence, and in the next call, the one that failed is passed over.
  const next = await forAgent({ tts: [{ connection: first }, { connection: second }] });
  await said(next, 'And good night.');
  expect(voices.texts).toEqual([text]);
});

test('a recogniser whose line breaks hands the whole utterance to the next', async () => {
  const first = await connect('deepgram', 'Ears', ears.baseUrl);
  const call = await forAgent({ stt: [{ connection: first }, { connection: 'grammar' }] });
  const fallbacks = told(call);
  ears.finalFaults = [{ type: 'close', code: 1011, reason: 'NET-0001' }];
  ears.handshakeFaults = [];
  const stream = call.stt.open();
  stream.begin();
  await stream.push(new Int16Array(16_000));
  ears.handshakeFaults = Array.from({ length: 20 }, () => ({ type: 'status', status: 500 }) as const);
  const final = await stream.finish();
  stream.close();
  ears.handshakeFaults = [];
  expect({ understood: final.understood, fallbacks: fallbacks.map(({ from, to }) => [from, to]) }).toEqual({
    understood: false,
    fallbacks: [['ears/nova-3', 'grammar/soundswallower-en-us']],
  });
});

test('what is not set up is passed over and told; when nothing is left the call is refused in clear words', async () => {
  const keyless = await connect('elevenlabs', 'No key', voices.baseUrl, null);
  const call = await forAgent({
    tts: [{ connection: 'gone' }, { connection: keyless }, { connection: 'flite' }],
  });
  expect({ tts: call.tts.provider, leftOut: call.leftOut }).toEqual({
    tts: 'flite',
    leftOut: [
      {
        stage: 'tts',
        from: 'gone/default',
        to: 'flite/flite-2',
        code: 'config-invalid',
        message:
          'The agent wants “gone” for the voice, which is not set up here. Add it in Settings → Providers, or choose another in the agent.',
      },
      {
        stage: 'tts',
        from: 'no-key/default',
        to: 'flite/flite-2',
        code: 'config-invalid',
        message:
          '“No key” has no key. Enter it in Settings → Providers, or set ELEVENLABS_API_KEY before Parley starts.',
      },
    ],
  });
  await expect(forAgent({ llm: [{ connection: keyless }] })).rejects.toThrow(/has no key|cannot be used/);
  await expect(forAgent({ tts: [{ connection: 'grammar' }] })).rejects.toThrow(
    '“Grammar recogniser” cannot be used for the voice.',
  );
});

test('a key of the environment is used where none is kept, and never for another address', async () => {
  const usual = await connect('deepgram', 'Usual', '', null);
  const elsewhere = await connect('deepgram', 'Elsewhere', ears.baseUrl, null);
  const listed = await providers.connections.list();
  expect(
    listed.filter((each) => !each.is_built_in).map(({ id, key, problem }) => [id, key, problem !== null]),
  ).toEqual([
    [usual, { from: 'environment', variable: 'DEEPGRAM_API_KEY' }, false],
    [elsewhere, { from: 'none' }, true],
  ]);
});

test('calls share a vendor’s socket; a changed key means a new one, and the old is closed with its last call', async () => {
  const id = await connect('elevenlabs', 'Shared', voices.baseUrl);
  const choice = { tts: [{ connection: id, voice: 'v1' }] };
  const [one, two] = [await forAgent(choice), await forAgent(choice)];
  await said(one, 'One.');
  await said(two, 'Two.');
  expect(voices.connections.filter(({ closedWith }) => closedWith === null)).toHaveLength(1);
  const [shared] = voices.connections.slice(-1);
  await secrets.set(id, 'another-key');
  const three = await forAgent(choice);
  await said(three, 'Three.');
  expect(voices.requests.at(-1)?.headers['xi-api-key']).toBe('another-key');
  const closed = new Promise((resolve) => shared?.socket.once('close', resolve));
  one.release?.();
  await said(two, 'Still here.');
  two.release?.();
  await closed;
});
