import { shorten } from '#shared/base/shorten.ts';
import type { GuardCondition } from '#shared/domain/guard.ts';
import { guardPattern, wordSaid } from '#shared/graph/guard-match.ts';

export interface SentenceVerdict {
  isHeld: boolean;
  words: string;
}

/** Whether a condition holds for what was said; null for one that does not look at it, or says nothing yet. */
export function verdictOn(condition: GuardCondition, said: string): SentenceVerdict | null {
  if (condition.kind === 'keyword') {
    if (condition.words.length === 0) return null;
    const word = wordSaid(said, condition.words);
    return word === null
      ? { isHeld: false, words: 'None of the key words' }
      : { isHeld: true, words: `Has the key word “${shorten(word)}”` };
  }
  if (condition.kind !== 'pattern' || condition.pattern.trim() === '') return null;
  const { matches, problem } = guardPattern(condition.pattern, condition.ignore_case ?? true);
  const shown = `/${shorten(condition.pattern, 40)}/`;
  if (problem !== null) return { isHeld: false, words: `${shown} cannot be used` };
  return matches(said)
    ? { isHeld: true, words: `Matches ${shown}` }
    : { isHeld: false, words: `Does not match ${shown}` };
}
