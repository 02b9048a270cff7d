/**
 * Text-to-speech providers as one. A voice that fails before its first sound gives way to the next; one that dies in
 * the middle of a sentence is followed by the next from the word at which it stopped.
 */
import { SAMPLES_PER_MS } from '../../audio/frame.ts';
import type { StudioError } from '../../base/errors.ts';
import type { TextToSpeech } from '../spec/tts.ts';
import { withDeadlines } from './deadlines.ts';
import { linkName, type ChainLink, type ChainOptions, type StreamDeadlines } from './link.ts';
import { SpeechPace, restOfText } from './rest-of-text.ts';
import { ChainWalk } from './walk.ts';

/** First audio: the field's usual is 75–90 ms (reference/field-numbers.md); a cold one takes a second or two. */
export const voiceDeadlines: StreamDeadlines = { firstMs: 2500, betweenMs: 3000 };

export type VoiceLink = ChainLink<TextToSpeech, StreamDeadlines>;

export interface VoiceChainOptions extends ChainOptions {
  /** Characters that a provider was given and gave sound for. */
  onSpoken?: (provider: TextToSpeech, characters: number) => void;
}

/**
 * One voice that tries each in turn. Name and voices are the first one's.
 *
 * @throws ConfigError when there is no link
 */
export function chainOfVoices(links: readonly VoiceLink[], options: VoiceChainOptions): TextToSpeech {
  const walk = new ChainWalk('tts', links, options);
  const pace = new SpeechPace();
  const first = walk.first.provider;
  return {
    provider: first.provider,
    model: first.model,
    get voices() {
      return first.voices;
    },
    ...(first.normalizes === undefined ? {} : { normalizes: first.normalizes }),
    synthesize: (text, voice, signal) => speak(walk, pace, options, { text, voice }, signal),
  };
}

async function* speak(
  walk: ChainWalk<TextToSpeech, StreamDeadlines>,
  pace: SpeechPace,
  { clock, onSpoken }: VoiceChainOptions,
  { text, voice }: { text: string; voice: Parameters<TextToSpeech['synthesize']>[1] },
  signal: AbortSignal,
): AsyncGenerator<Int16Array, void, undefined> {
  const order = walk.order();
  let rest = text;
  let last: StudioError | null = null;
  for (const [index, link] of order.entries()) {
    const given = rest;
    if (link !== walk.first) voice.onSubstitute?.();
    let samples = 0;
    try {
      const chunks = withDeadlines(
        (attempt) => link.provider.synthesize(given, voice, attempt),
        link.deadlines,
        { clock, name: linkName(link) },
        signal,
      );
      for await (const chunk of chunks) {
        samples += chunk.length;
        yield chunk;
      }
      if (signal.aborted) return;
      walk.answered(link);
      pace.learn(link.id, given.length, samples / SAMPLES_PER_MS);
      return;
    } catch (thrown) {
      if (signal.aborted) return;
      last = walk.failed(link, thrown, order[index + 1]);
      rest = restOfText(given, pace.charactersIn(link.id, samples / SAMPLES_PER_MS));
      if (rest === '') return;
    } finally {
      if (samples > 0) onSpoken?.(link.provider, given.length);
    }
  }
  if (last) throw last;
}
