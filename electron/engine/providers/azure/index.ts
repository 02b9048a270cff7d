/** Azure Speech: streaming recognition and speech through Microsoft's library. */
export { createAzureStt, type AzureSttOptions } from './azure-stt.ts';
export { createAzureTts, type AzureTtsOptions } from './azure-tts.ts';
export { testAzureConnection } from './test-connection.ts';
