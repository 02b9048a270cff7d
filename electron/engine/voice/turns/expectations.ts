/** What the caller may be about to answer, from the node's hints and the agent's last question. */
import { kindsOfVariable, variableWords } from '../../base/english/wanted-values.ts';
import type { SttHints } from '../../providers/spec/stt.ts';
import { languageWords } from './language/index.ts';
import { wordsOf } from './tokens.ts';

export interface Expectations {
  /** The agent's last question can be answered with yes or no. */
  yesNo: boolean;
  /** Sentences that the node knows, as plain words. */
  phrases: readonly string[];
  /** A number is asked for digit by digit: a telephone number, or another. */
  digits: 'phone' | 'code' | null;
  /** Something is asked for that people spell. */
  letters: boolean;
  email: boolean;
}

export const noExpectations: Expectations = {
  yesNo: false,
  phrases: [],
  digits: null,
  letters: false,
  email: false,
};

/** "And on which day …": so many words that lead on may precede the question word. */
const wordsBeforeQuestionWord = 2;

/**
 * @param agentSaid what the caller heard of the agent since their last turn
 * @param language BCP 47
 */
export function expectationsOf(hints: SttHints, agentSaid: string, language: string): Expectations {
  const kinds = hints.variables.flatMap(kindsOfVariable);
  const named = hints.variables.map(variableWords);
  const asksFor = (what: RegExp): boolean => named.some((words) => what.test(words));
  const digits = kinds.includes('digits') ? 'code' : null;
  const examples = hints.functions.flatMap(({ examples = [] }) => examples);
  return {
    yesNo: isYesNoQuestion(agentSaid, language),
    phrases: [...new Set(examples.map((example) => wordsOf(example).join(' ')))].filter(Boolean),
    digits: digits && asksFor(/\b(?:phone|telephone|mobile|cell|callback)\b/) ? 'phone' : digits,
    letters: kinds.includes('letters'),
    email: asksFor(/\be-?mail\b/),
  };
}

/** Is the last question of a speech one that yes or no answers? */
export function isYesNoQuestion(said: string, language: string): boolean {
  const question = /[^.!?…]*\?(?=[^?]*$)/.exec(said)?.[0];
  const lists = languageWords(language);
  if (question === undefined || !lists) return false;
  const words = wordsOf(question);
  for (let start = 0; start <= Math.min(wordsBeforeQuestionWord, words.length - 1); start++) {
    const one = words[start] ?? '';
    // French elides ("qu'est-ce"), Spanish asks with two words ("por qué").
    const elided = /^[^']*'/.exec(one)?.[0] ?? one;
    const two = words.slice(start, start + 2).join(' ');
    if ([one, elided, two].some((word) => lists.questionWords.has(word))) return false;
    const leadsOn = lists.continuing.has(one) || lists.backchannels.has(one) || lists.fillers.has(one);
    if (!leadsOn) break;
  }
  return words.length > 0;
}
