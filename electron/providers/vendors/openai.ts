import {
  createOpenAiChat,
  createOpenAiSpeech,
  createOpenAiTranscription,
  listOpenAiModels,
  testOpenAiConnection,
} from '#engine/providers/openai/index.ts';
import type { OpenAiPresetId } from '#shared/domain/provider-presets.ts';
import type { Account, AdapterSettings, Vendor } from '../vendor.ts';

/** Azure's dated interface is asked for in the address. */
function addressOf({ connection, preset }: Account): string {
  const address = connection.base_url === '' ? preset.baseUrl : connection.base_url;
  const version = connection.api_version?.trim() ?? '';
  if (version === '' || address.includes('api-version=')) return address;
  return `${address}${address.includes('?') ? '&' : '?'}api-version=${encodeURIComponent(version)}`;
}

const connectionOf = (account: Account) => ({
  provider: account.connection.id,
  baseUrl: addressOf(account),
  apiKey: account.apiKey,
  // `vendorOf` brings only presets of this protocol here.
  preset: account.preset.id as OpenAiPresetId,
});

const optionsOf = (account: Account, { model, voice, language }: AdapterSettings) => ({
  ...connectionOf(account),
  model,
  language,
  ...(voice === undefined ? {} : { voice }),
});

export const openAi: Vendor = {
  create: {
    llm: (account, settings) => createOpenAiChat(optionsOf(account, settings)),
    stt: (account, settings) => createOpenAiTranscription(optionsOf(account, settings)),
    tts: (account, settings) => createOpenAiSpeech(optionsOf(account, settings)),
  },
  test: (account, models, signal) => testOpenAiConnection({ ...connectionOf(account), models }, signal),
  listModels: (account, _stage, signal) => listOpenAiModels(connectionOf(account), signal),
};
