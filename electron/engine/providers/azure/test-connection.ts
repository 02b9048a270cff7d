/** What the Test button runs: a second of silence to the recogniser, a word from the voice. */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import type { ConnectionTestResult } from '../spec/connection-test.ts';
import { hearSomething, testStage } from '../wire/connection-test.ts';
import { createAzureStt, type AzureSttOptions } from './azure-stt.ts';
import { createAzureTts, type AzureTtsOptions } from './azure-tts.ts';
import { VENDOR } from './speech-account.ts';

const TEST_TIMEOUT_MS = 8000;

export async function testAzureConnection(
  options: AzureSttOptions & AzureTtsOptions,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  return [
    await testStage('stt', VENDOR, () => hearSilence(options, signal)),
    await testStage('tts', VENDOR, () => saySomething(options, signal)),
  ];
}

async function hearSilence(options: AzureSttOptions, signal: AbortSignal): Promise<void> {
  const stream = createAzureStt({ finalTimeoutMs: TEST_TIMEOUT_MS, ...options }).open();
  const close = (): void => {
    stream.close();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    stream.begin();
    await stream.push(new Int16Array(SAMPLE_RATE_HZ));
    await stream.finish();
  } finally {
    signal.removeEventListener('abort', close);
    stream.close();
  }
}

async function saySomething(options: AzureTtsOptions, signal: AbortSignal): Promise<void> {
  const tts = createAzureTts(options);
  try {
    await hearSomething(VENDOR, tts.synthesize('Hello.', {}, signal));
  } finally {
    tts.close();
  }
}
