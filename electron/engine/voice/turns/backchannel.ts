/** Words of a listener ("mm-hm", "right"), who does not want the floor. */
import type { SttHints } from '../../providers/spec/stt.ts';
import { languageWords, type PhraseSets } from './language/index.ts';
import { beginsMadeOf, madeOf, wordsOf } from './tokens.ts';

/** More words than this are an answer, whatever they are. */
const mostWords = 4;

/**
 * Sounds that are no words: "mm", "hmm", "mhm", "huh", "uh-huh", "ah". They are put together freely (Ward 2006,
 * "Non-lexical conversational sounds in American English") and spelt as each recogniser likes, so no list has them all.
 */
const hum = /^(?:m+|h+m+|m+h+m*|[ua]+h+[ua]+h*|h+[ua]+h+|[uae]+h+)$/;

/** `language`: BCP 47. False for a language without lists, and for no words at all. */
export function isBackchannel(text: string, language: string): boolean {
  return isListening(text, language, (words, lists) => madeOf(words, lists.backchannels, lists.fillers));
}

/** Words that may yet become a backchannel ("I", of "I see"). */
export function mayBecomeBackchannel(text: string, language: string): boolean {
  return isListening(text, language, (words, lists) =>
    beginsMadeOf(words, lists.backchannels, lists.fillers),
  );
}

/** For recognisers that know few words: those of a listener, while the agent speaks. */
export function listeningHints(language: string): Pick<SttHints, 'listening'> {
  const lists = languageWords(language);
  return lists ? { listening: [...lists.backchannels] } : {};
}

function isListening(
  text: string,
  language: string,
  are: (words: readonly string[], lists: PhraseSets) => boolean,
): boolean {
  const lists = languageWords(language);
  const words = wordsOf(text);
  if (!lists || words.length === 0 || words.length > mostWords) return false;
  const spoken = words.filter((word) => !hum.test(word.replaceAll('-', '')));
  return spoken.length === 0 || are(spoken, lists) || are(words, lists);
}
