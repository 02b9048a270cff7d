/** What a caller says to a scripted recogniser, and when. */

export interface ScriptedWord {
  text: string;
  /** Milliseconds of the utterance's audio. */
  startMs: number;
  endMs: number;
  confidence?: number;
}

export interface ScriptedUtterance {
  words: ScriptedWord[];
  /** Numbers of words after which the vendor declares what it has final by itself. */
  finalAfterWords?: number[];
}

/** Words of a sentence, spoken at 300 ms each from the beginning. */
export function evenly(sentence: string, fromMs = 0, wordMs = 300): ScriptedUtterance {
  const words = sentence.split(' ').map((text, index) => ({
    text,
    startMs: fromMs + index * wordMs,
    endMs: fromMs + (index + 1) * wordMs,
  }));
  return { words };
}
