/** The voice of the callers of the tests. */
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';

/** A line in flite's `rms`, a voice that the sample agents do not use. Mono int16 at 16 kHz. */
export function callerVoice(): { say: (text: string) => Promise<Int16Array>; close: () => Promise<void> } {
  const tts = createFliteTts();
  return {
    say: (text) => wholeSpeech(tts, text, 'rms'),
    close: () => tts.close(),
  };
}
