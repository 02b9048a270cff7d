import { createCartesiaTts, testCartesiaConnection } from '#engine/providers/cartesia/index.ts';
import { ownAddress, type Account, type AdapterSettings, type Vendor } from '../vendor.ts';

const options = (account: Account, { model, voice, language }: AdapterSettings) => ({
  provider: account.connection.id,
  apiKey: account.apiKey ?? '',
  model,
  voice,
  language,
  baseUrl: ownAddress(account),
});

export const cartesia: Vendor = {
  create: { tts: (account, settings) => createCartesiaTts(options(account, settings)) },
  test: (account, { tts = 'sonic-3' }, signal) =>
    testCartesiaConnection(options(account, { model: tts, language: 'en' }), signal),
  listVoices: async (account, settings, signal) => {
    const tts = createCartesiaTts(options(account, settings));
    try {
      return await tts.listVoices(signal);
    } finally {
      tts.close();
    }
  },
};
