/** Words of a listener ("mm-hm", "right"), who does not want the floor. */
import { languageWords } from './language/index.ts';
import { beginsMadeOf, madeOf, wordsOf } from './tokens.ts';

/** More words than this are an answer, whatever they are. */
const mostWords = 4;

/** `language`: BCP 47. False for a language without lists, and for no words at all. */
export function isBackchannel(text: string, language: string): boolean {
  const lists = languageWords(language);
  const words = wordsOf(text);
  if (!lists || words.length > mostWords) return false;
  return madeOf(words, lists.backchannels, lists.fillers);
}

/** Words that may yet become a backchannel ("I", of "I see"). */
export function mayBecomeBackchannel(text: string, language: string): boolean {
  const lists = languageWords(language);
  const words = wordsOf(text);
  if (!lists || words.length === 0 || words.length > mostWords) return false;
  return beginsMadeOf(words, lists.backchannels, lists.fillers);
}
