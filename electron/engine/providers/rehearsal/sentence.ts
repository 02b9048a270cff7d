/** A caller's sentence as the rehearsal compares it: contractions opened, synonyms joined, negation noticed. */
import { FUNCTION_WORDS, stem, tokenize } from '../../base/english/tokens.ts';
import { isNegation, readYesNo } from '../../base/english/yes-no.ts';

export interface Sentence {
  /** All words, contractions opened, fillers and politeness dropped. */
  words: readonly string[];
  /** Stems of the words that carry meaning, synonyms joined; without yes and no. */
  stems: ReadonlySet<string>;
  /** Something in it is denied (a leading "no" that answers the question apart). */
  negated: boolean;
  /** Yes, no or neither. */
  yesNo: boolean | null;
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/^can't$|^cannot$/, 'can not'],
  [/^won't$/, 'will not'],
  [/^(\w+)n't$/, '$1 not'],
  [/^(i)'m$/, '$1 am'],
  [/^(\w+)'re$/, '$1 are'],
  [/^(\w+)'ve$/, '$1 have'],
  [/^(\w+)'ll$/, '$1 will'],
  [/^(\w+)'d$/, '$1 would'],
  [/^(it|that|there|what|where|who|how|he|she)'s$/, '$1 is'],
  [/^let's$/, 'let us'],
  [/^wanna$/, 'want to'],
  [/^gonna$/, 'going to'],
];

const FILLERS = new Set('uh um er hmm oh well so please kindly just really actually a an the'.split(' '));
const ANSWER_WORDS = new Set(
  'yes yeah yep yup yea no nope nah not sure right correct exactly absolutely definitely certainly indeed okay ok never'.split(
    ' ',
  ),
);

/** Each line is one meaning; the first word stands for all. Phrases of two words are joined before. */
const SYNONYMS = `
book schedule reserve arrange
cancel drop
change move reschedule different another modify switch
person human agent representative someone somebody operator colleague advisor
talk speak chat
return refund
home house apartment flat
checkup check-up
buy purchase
fix repair
help support assist
price cost fee
begin start
stop quit
later afterwards
problem issue trouble
broken defective damaged
phone telephone mobile cell
doctor dentist physician
bad terrible awful poor
good great fine
interested curious
busy driving
rent renting
soon asap`;
const CANONICAL = new Map<string, string>();
for (const line of SYNONYMS.trim().split('\n')) {
  const [first = '', ...others] = line.split(' ').map(stem);
  for (const other of others) CANONICAL.set(other, first);
}

const TWO_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bcheck up\b/g, 'checkup'],
  [/\bsend (it |them |the \w+ |a \w+ |this )?back\b/g, 'return $1'],
  [/\bset up\b/g, 'book'],
  [/\bcall (it )?off\b/g, 'cancel $1'],
  [/\bas soon as possible\b/g, 'asap'],
  [/\bright now\b/g, 'now'],
  [/\bany more\b/g, 'anymore'],
];

/** `i'd` → `i would`; words only. */
function openContractions(tokens: readonly string[]): string[] {
  return tokens.flatMap((token) => {
    for (const [pattern, replacement] of CONTRACTIONS) {
      if (pattern.test(token)) return token.replace(pattern, replacement).split(' ');
    }
    return [token];
  });
}

/** One stem for a word and its synonyms. */
export function canonical(word: string): string {
  const stemmed = stem(word);
  return CANONICAL.get(stemmed) ?? stemmed;
}

/** All words of a text: contractions opened, two-word verbs joined ("check up", "send it back"). */
export function openWords(text: string): string[] {
  let joined = openContractions(tokenize(text)).join(' ');
  for (const [pattern, replacement] of TWO_WORDS) joined = joined.replace(pattern, replacement);
  return joined.split(' ').filter((word) => word !== '');
}

export function readSentence(text: string): Sentence {
  const tokens = tokenize(text);
  const all = openWords(text);
  const words = all.filter((word) => !FILLERS.has(word));
  const leading = /^(?:yes|yeah|yep|yup|no|nope|nah)$/.test(words[0] ?? '') ? 1 : 0;
  const thanks = words[leading] === 'thank' || words[leading] === 'thanks';
  const negated = !thanks && words.slice(leading).some(isNegation);
  const stems = new Set(
    words.filter((word) => !FUNCTION_WORDS.has(word) && !ANSWER_WORDS.has(word)).map(canonical),
  );
  return { words, stems, negated, yesNo: readYesNo(tokens) };
}

/** What a caller says about the conversation itself rather than in answer to it. */
export type SmallTalk = 'repeat' | 'options' | 'pleasantry';

const REPEAT =
  /\b(?:repeat|say (?:that|it) again|what did you say|what was that|(?:did not|didn't) (?:catch|hear|get) (?:that|you)|pardon|excuse me|come again)\b|^sorry$/;
const OPTIONS =
  /\b(?:what can i (?:say|do)|(?:what are|which are) (?:my|the) (?:options|choices)|what do you mean)\b|^help(?: me)?$/;
const PLEASANTRY =
  /^(?:(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|thank you|thanks|thank you very much|um|uh|er|well|okay|there|how are you|are you there|nice to meet you)\s?)+$/;

/** Null when the sentence is (also) an answer. */
export function smallTalkIn(text: string): SmallTalk | null {
  const plain = tokenize(text).join(' ');
  if (REPEAT.test(plain)) return 'repeat';
  if (OPTIONS.test(plain)) return 'options';
  return PLEASANTRY.test(plain) && readYesNo(tokenize(text)) !== true ? 'pleasantry' : null;
}
