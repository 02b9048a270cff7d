/** The voice of the callers of the tests. */
import { createFliteTts } from '#engine/providers/flite/index.ts';

/** A line in flite's `rms`, a voice that the sample agents do not use. Mono int16 at 16 kHz. */
export async function callerVoice(): Promise<{
  say: (text: string) => Promise<Int16Array>;
  close: () => Promise<void>;
}> {
  const tts = createFliteTts();
  await Promise.resolve();
  return {
    say: async (text) => {
      const samples: number[] = [];
      for await (const chunk of tts.synthesize(text, { voice: 'rms' }, new AbortController().signal)) {
        samples.push(...chunk);
      }
      return Int16Array.from(samples);
    },
    close: () => tts.close(),
  };
}
