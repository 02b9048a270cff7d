/** Yes and no in their many forms. */

/** What a caller says for yes; recognised whole, and at the head of a longer answer. */
export const YES_PHRASES: readonly string[] = [
  'yes',
  'yeah',
  'yep',
  'yup',
  'sure',
  'of course',
  'okay',
  'correct',
  'right',
  'exactly',
  'absolutely',
  'definitely',
  'certainly',
  'indeed',
  'perfect',
  'yes please',
  'yes it is',
  'yes i do',
  'yes i am',
  'yes i would',
  'yes that works',
  'i do',
  'i would',
  'i am',
  'it is',
  "that's right",
  "that's correct",
  'that is correct',
  'that works',
  'that works for me',
  'works for me',
  'sounds good',
  'that sounds good',
  "that's fine",
  "that's perfect",
  'fine by me',
  'go ahead',
  "i'd love to",
];

/** What a caller says for no. */
export const NO_PHRASES: readonly string[] = [
  'no',
  'nope',
  'nah',
  'no thanks',
  'no thank you',
  'not really',
  'not at all',
  'not now',
  'not yet',
  'not today',
  'never',
  "no i don't",
  "no i'm not",
  "no it isn't",
  "no it's not",
  "no that's not right",
  "i don't",
  "i don't think so",
  "i'm not",
  "that's wrong",
  "that's not right",
  'that is not correct',
  'wrong',
  'incorrect',
  "that's all",
  "no that's all",
  'nothing else',
  'no nothing else',
  "that doesn't work",
  "it doesn't work for me",
];

const YES_WORDS = new Set(
  'yes yeah yep yup yea ya aye sure correct right exactly absolutely definitely certainly indeed okay ok affirmative perfect fine true'.split(
    ' ',
  ),
);
const NO_WORDS = new Set(
  "no nope nah not never wrong incorrect negative don't doesn't isn't wasn't can't cannot won't wouldn't didn't neither nothing false".split(
    ' ',
  ),
);
/** "That's all", "I'm good", "nothing else": a no to "anything else?". */
const CLOSING_NO =
  /\b(?:that's all|that is all|that's it|that will be all|nothing else|i'm good|i am good)\b/;
const YES_IDIOMS =
  /\b(?:of course|go ahead|sounds? (?:good|great|fine)|works? for me|that works|that'?s? (?:is )?(?:right|correct|fine|perfect)|i do|i would|i am|it is|i'd love to|please do)\b/;

/** Words that say the opposite of what follows. */
export function isNegation(word: string): boolean {
  return NO_WORDS.has(word) && word !== 'wrong' && word !== 'incorrect';
}

/**
 * `true` for yes, `false` for no, null when the words (tokens of one utterance) say neither. A no anywhere outweighs a
 * yes, except in "no problem"; the last of "no, yes" wins only when the yes stands alone at the end.
 */
export function readYesNo(tokens: readonly string[]): boolean | null {
  const text = tokens.join(' ');
  if (/\b(?:no|not a) problem\b|\bwhy not\b/.test(text)) return true;
  if (CLOSING_NO.test(text) && !YES_WORDS.has(tokens[0] ?? '')) return false;
  if (/\b(?:don't|not|i) (?:really )?(?:know|sure)\b/.test(text)) return null;
  const no = tokens.some((token) => NO_WORDS.has(token));
  if (no) {
    const last = tokens.at(-1) ?? '';
    const first = tokens[0] ?? '';
    if (NO_WORDS.has(first) && /^(?:yes|yeah|yep)$/.test(last)) return true;
    return false;
  }
  return tokens.some((token) => YES_WORDS.has(token)) || YES_IDIOMS.test(text) ? true : null;
}
