/** Speech for the tests: the built-in voices, with silence around as a microphone would have it. */
import { SAMPLE_RATE_HZ } from '../../../audio/frame.ts';
import { concatenateSamples } from '../../../audio/frames.ts';
import { createFliteTts } from '../../flite/index.ts';

export interface Speaker {
  /** Mono, 16 kHz, 0.3 s of silence before and after. */
  say(text: string, voice: string): Promise<Int16Array>;
  close(): Promise<void>;
}

export function createSpeaker(): Speaker {
  const tts = createFliteTts();
  return {
    async say(text, voice) {
      const pieces: Int16Array[] = [];
      for await (const piece of tts.synthesize(text, { voice }, new AbortController().signal))
        pieces.push(piece);
      const silence = new Int16Array(0.3 * SAMPLE_RATE_HZ);
      return concatenateSamples([silence, ...pieces, silence]);
    },
    close: () => tts.close(),
  };
}

/** White noise of this amplitude (0–1) on top; the same every time. */
export function withNoise(samples: Int16Array, amplitude: number): Int16Array {
  let state = 7;
  return samples.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.max(-32_768, Math.min(32_767, sample + (state / 2 ** 31 - 1) * amplitude * 32_768));
  });
}
