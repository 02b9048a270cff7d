/** A streaming recogniser that knows what is being said, and tells it as far behind the sound as a hosted one does. */
import type { SttStream } from '#engine/providers/spec/stt.ts';

/** A word of the script. Milliseconds of media. */
export interface SpokenWord {
  text: string;
  endMs: number;
}

/** What was said in the turn before its first audio reached the recogniser, ms. */
const onsetToleranceMs = 100;

/** Where each word of a phrase ends, by its share of the letters. */
export function spokenWords(phrase: string, startMs: number, durationMs: number): SpokenWord[] {
  const words = phrase.toLowerCase().split(' ').filter(Boolean);
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
  let done = 0;
  return words.map((text) => {
    done += text.length + 1;
    return { text, endMs: startMs + (durationMs * done) / letters };
  });
}

/**
 * @param nowMs media given to it so far
 * @param words all that is said; a turn's transcript has those that ended within it
 * @param lagMs partials are so far behind
 * @param partials false: only the final transcript is told, as by recognisers that do not stream
 */
export function scriptedRecogniser(
  nowMs: () => number,
  words: () => readonly SpokenWord[],
  lagMs: number,
  partials = true,
): SttStream {
  let beganMs = 0;
  let told = '';
  const heardUntil = (endMs: number): string =>
    words()
      .filter((word) => word.endMs > beganMs - onsetToleranceMs && word.endMs <= endMs)
      .map(({ text }) => text)
      .join(' ');
  return {
    setHints: () => undefined,
    begin: () => {
      beganMs = nowMs();
      told = '';
    },
    push: () => {
      const text = heardUntil(nowMs() - lagMs);
      if (!partials || text === told) return Promise.resolve(null);
      told = text;
      return Promise.resolve({ text });
    },
    finish: () => {
      const text = heardUntil(nowMs());
      return Promise.resolve({ text, understood: text !== '', audioSeconds: 0 });
    },
    cancel: () => undefined,
    close: () => undefined,
  };
}
