/** What the studio says of its own, in its default voice: a busy message, a word before a transfer. */
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import type { StudioProviders } from './studio-providers.ts';

/** Mono, 16 kHz. @throws ConfigError, ProviderError */
export async function spoken(providers: Pick<StudioProviders, 'forCall'>, text: string): Promise<Int16Array> {
  const { tts, ttsVoice, release } = await providers.forCall({});
  try {
    return await wholeSpeech(tts, text, ttsVoice ?? undefined);
  } finally {
    release?.();
  }
}
