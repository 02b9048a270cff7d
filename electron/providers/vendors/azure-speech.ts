import { createAzureStt, createAzureTts, testAzureConnection } from '#engine/providers/azure/index.ts';
import { ownAddress, voicesOf, type Account, type AdapterSettings, type Vendor } from '../vendor.ts';

const options = (account: Account, { model, voice, language }: AdapterSettings) => ({
  provider: account.connection.id,
  apiKey: account.apiKey ?? '',
  model,
  voice,
  language,
  region: account.connection.region,
  endpoint: ownAddress(account),
});

export const azureSpeech: Vendor = {
  create: {
    stt: (account, settings) => createAzureStt(options(account, settings)),
    tts: (account, settings) => createAzureTts(options(account, settings)),
  },
  test: (account, _models, signal) => {
    const { provider, apiKey, region, endpoint } = options(account, { model: '', language: 'en-US' });
    return testAzureConnection({ provider, apiKey, region, endpoint }, signal);
  },
  listVoices: (account, settings, signal) => voicesOf(createAzureTts(options(account, settings)), signal),
};
