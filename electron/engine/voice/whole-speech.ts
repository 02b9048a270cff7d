/** A text as one piece of sound, for callers made of synthetic speech: nothing is streamed, nothing can be cut. */
import { concatenateSamples } from '../audio/frames.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';

/** Mono int16 at 16 kHz. Throws ProviderError. */
export async function wholeSpeech(tts: TextToSpeech, text: string, voice: string): Promise<Int16Array> {
  const chunks: Int16Array[] = [];
  for await (const chunk of tts.synthesize(text, { voice }, new AbortController().signal)) chunks.push(chunk);
  return concatenateSamples(chunks);
}
