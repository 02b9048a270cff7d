/** Which voice a link of a chain speaks with: its own, or the agent's where the provider has a voice of that id. */
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';

export function withVoice(tts: TextToSpeech, own: string | null): TextToSpeech {
  return {
    provider: tts.provider,
    model: tts.model,
    get voices() {
      return tts.voices;
    },
    ...(tts.normalizes === undefined ? {} : { normalizes: tts.normalizes }),
    synthesize: (text, { voice: wanted, ...options }, signal) => {
      const known = wanted !== undefined && tts.voices.some(({ id }) => id === wanted) ? wanted : undefined;
      const voice = own ?? known;
      return tts.synthesize(text, voice === undefined ? options : { ...options, voice }, signal);
    },
  };
}
