import { createElevenLabsTts, testElevenLabsConnection } from '#engine/providers/elevenlabs/index.ts';
import { ownAddress, type Account, type AdapterSettings, type Vendor } from '../vendor.ts';

const options = (account: Account, { model, voice, language }: AdapterSettings) => ({
  provider: account.connection.id,
  apiKey: account.apiKey ?? '',
  model,
  voice,
  language,
  baseUrl: ownAddress(account),
});

export const elevenlabs: Vendor = {
  create: { tts: (account, settings) => createElevenLabsTts(options(account, settings)) },
  test: (account, { tts = 'eleven_flash_v2_5' }, signal) =>
    testElevenLabsConnection(options(account, { model: tts, language: 'en' }), signal),
  listVoices: async (account, settings, signal) => {
    const tts = createElevenLabsTts(options(account, settings));
    try {
      return await tts.listVoices(signal);
    } finally {
      tts.close();
    }
  },
};
