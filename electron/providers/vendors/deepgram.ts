import { createDeepgramStt, testDeepgramConnection } from '#engine/providers/deepgram/index.ts';
import { ownAddress, type Account, type AdapterSettings, type Vendor } from '../vendor.ts';

const options = (account: Account, { model, language }: AdapterSettings) => ({
  provider: account.connection.id,
  apiKey: account.apiKey ?? '',
  model,
  language,
  baseUrl: ownAddress(account),
});

export const deepgram: Vendor = {
  create: { stt: (account, settings) => createDeepgramStt(options(account, settings)) },
  test: (account, { stt = 'nova-3' }, signal) =>
    testDeepgramConnection(options(account, { model: stt, language: 'en' }), signal),
};
