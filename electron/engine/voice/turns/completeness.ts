/**
 * Is the caller done, as far as the words tell? Read from the partial transcript, which may lack the newest words.
 *
 *   answer      all that was asked for: a yes or no, or a sentence that the node knows
 *   complete    a sentence that can end here
 *   plain       nothing speaks for or against
 *   unfinished  more must come: an open clause, a filler, a number or a name being spelled
 */
import { dictationOf } from './dictation.ts';
import type { Expectations } from './expectations.ts';
import { languageWords, type PhraseSets } from './language/index.ts';
import { endsIn, madeOf, wordsOf } from './tokens.ts';

export type Completeness = 'answer' | 'complete' | 'plain' | 'unfinished';

/** A sentence of fewer words may be its beginning as well as its end. */
const sentenceWords = 3;
/** "If it rains tomorrow": a clause of so many words that begins with such a word is still open. */
const openClauseWords = 6;

/** @param language BCP 47; without word lists for it everything is `plain`. */
export function completenessOf(text: string, expects: Expectations, language: string): Completeness {
  const words = wordsOf(text);
  const lists = languageWords(language);
  if (words.length === 0 || !lists) return 'plain';
  if (knownPhrase(words, expects)) return 'answer';
  if (madeOf(words, lists.yes, lists.no, lists.courtesies)) return shortAnswer(words, expects, lists);
  const dictation = dictationOf(words, expects, lists);
  if (dictation)
    return { 'under-way': 'unfinished', 'perhaps-over': 'plain', over: 'complete' }[
      dictation.state
    ] as Completeness;
  const opens = endsIn(words, lists.continuing) || endsIn(words, lists.continuingPhrases);
  if (opens && !endsIn(words, lists.closingPhrases)) return 'unfinished';
  if (endsIn(words, lists.fillers) || /(?:,|\.\.\.|…|[-–—])\s*$/.test(text)) return 'unfinished';
  const ended = /[.!?]["”»]?\s*$/.test(text);
  if (lists.subordinating.has(words[0] ?? '') && words.length <= openClauseWords && !ended)
    return 'unfinished';
  return ended || words.length >= sentenceWords ? 'complete' : 'plain';
}

/** One of the node's sentences, and not the beginning of a longer one. */
function knownPhrase(words: readonly string[], { phrases }: Expectations): boolean {
  const said = words.join(' ');
  return phrases.includes(said) && !phrases.some((phrase) => phrase.startsWith(`${said} `));
}

/** Courtesies alone answer nothing. */
function shortAnswer(words: readonly string[], expects: Expectations, lists: PhraseSets): Completeness {
  if (madeOf(words, lists.courtesies)) return 'plain';
  if (expects.yesNo) return 'answer';
  return words.length >= 2 ? 'complete' : 'plain';
}
