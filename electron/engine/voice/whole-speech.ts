/** A text as one piece of sound, for callers made of synthetic speech: nothing is streamed, nothing can be cut. */
import { concatenateSamples } from '../audio/frames.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';
import { speechText } from './normalize/index.ts';

/** Mono int16 at 16 kHz. `voice`: the provider's default when undefined; `language`: BCP 47. Throws ProviderError. */
export async function wholeSpeech(
  tts: TextToSpeech,
  text: string,
  voice: string | undefined,
  language = 'en-US',
): Promise<Int16Array> {
  const said = speechText(text, language, tts.normalizes ? 'addresses' : 'words');
  const options = voice === undefined ? {} : { voice };
  const chunks: Int16Array[] = [];
  for await (const chunk of tts.synthesize(said, options, new AbortController().signal)) chunks.push(chunk);
  return concatenateSamples(chunks);
}
