/** The recogniser of the port. */
import type { SpeechToText } from '../spec/stt.ts';
import { AzureStream } from './azure-stream.ts';
import type { AzureAccount } from './speech-account.ts';

export interface AzureSttOptions extends AzureAccount {
  /** Connection or preset id, as usage and cost name it. */
  provider: string;
  /** For usage and cost only: the vendor has one model a language. Default `conversation`. */
  model?: string | undefined;
  /** BCP 47 with a region, e.g. `en-US`. */
  language?: string | null | undefined;
  /** From `finish` to the transcript. Default 3 s. */
  finalTimeoutMs?: number | undefined;
}

export function createAzureStt(options: AzureSttOptions): SpeechToText {
  const { provider, model = '', language, finalTimeoutMs = 3000 } = options;
  return {
    provider,
    model: model === '' ? 'conversation' : model,
    open: () =>
      new AzureStream({
        ...options,
        apiKey: options.apiKey.trim(),
        language: localeOf(language ?? 'en-US'),
        finalTimeoutMs,
      }),
  };
}

/** The vendor wants a locale; a bare language gets its usual one. */
function localeOf(language: string): string {
  if (language.includes('-')) return language;
  const usual = new Intl.Locale(language).maximize().region;
  return usual === undefined ? language : `${language}-${usual}`;
}
