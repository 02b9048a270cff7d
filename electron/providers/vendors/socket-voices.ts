/** Vendors that are a voice over a socket, and nothing else. */
import { createCartesiaTts, testCartesiaConnection } from '#engine/providers/cartesia/index.ts';
import { createElevenLabsTts, testElevenLabsConnection } from '#engine/providers/elevenlabs/index.ts';
import { ownAddress, voicesOf, type Account, type AdapterSettings, type Vendor } from '../vendor.ts';

interface SocketVoice {
  create: typeof createCartesiaTts;
  test: typeof testCartesiaConnection;
  /** What a connection is tested with that has no model chosen. */
  model: string;
}

const options = (account: Account, { model, voice, language }: AdapterSettings) => ({
  provider: account.connection.id,
  apiKey: account.apiKey ?? '',
  model,
  voice,
  language,
  baseUrl: ownAddress(account),
});

const vendorOf = ({ create, test, model }: SocketVoice): Vendor => ({
  create: { tts: (account, settings) => create(options(account, settings)) },
  test: (account, { tts = model }, signal) => test(options(account, { model: tts, language: 'en' }), signal),
  listVoices: (account, settings, signal) => voicesOf(create(options(account, settings)), signal),
});

export const cartesia = vendorOf({
  create: createCartesiaTts,
  test: testCartesiaConnection,
  model: 'sonic-3',
});

export const elevenlabs = vendorOf({
  create: createElevenLabsTts,
  test: testElevenLabsConnection,
  model: 'eleven_flash_v2_5',
});
