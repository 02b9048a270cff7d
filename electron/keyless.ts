/** The keyless stack: every stage on this machine, without an account. The default until a person chooses another. */
import type { CallProviders } from '#engine/calls/providers.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { createGrammarStt } from '#engine/providers/grammar/index.ts';
import { createRehearsalModel } from '#engine/providers/rehearsal/index.ts';
import { createRnnoise } from '#engine/providers/rnnoise/index.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';

export interface KeylessProviders extends CallProviders {
  /** Ends the workers. */
  close(): Promise<void>;
}

/** Workers start at their first use, so this costs nothing until a call. */
export function keylessProviders(): KeylessProviders {
  const vad = createSileroVad();
  const stt = createGrammarStt();
  const tts = createFliteTts();
  const noise = createRnnoise();
  return {
    vad,
    stt,
    llm: createRehearsalModel(),
    tts,
    noise,
    close: async () => {
      await Promise.all([vad.close(), stt.close(), tts.close(), noise.close()]);
    },
  };
}
