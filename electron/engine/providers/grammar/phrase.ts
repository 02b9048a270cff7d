/** A written sentence (an example, an option, a label) turned into words that can be spoken and heard. */
import { FUNCTION_WORDS, tokenize } from '../../base/english/tokens.ts';
import { cardinalWords, DIGIT_WORDS, ordinalWords } from '../../base/english/numbers.ts';
import { written } from './rules.ts';

/** Longer sentences are cut: nobody says them word for word. */
export const MAX_PHRASE_WORDS = 18;

/**
 * Words as the transcript shows them: figures in words, capitals kept where the author wrote them inside a sentence
 * (`iPhone`, `Friday`, `Anna`). Empty for text without English letters or digits.
 */
export function speakable(text: string): string[] {
  const clipped = text.slice(0, 400);
  const capitals = capitalised(clipped);
  return tokenize(clipped)
    .flatMap(spellFigures)
    .slice(0, MAX_PHRASE_WORDS)
    .map((word) => capitals.get(word) ?? written(word));
}

/** Words with a capital that does not merely begin a sentence or shout. */
function capitalised(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let begins = true;
  for (const piece of text.split(/\s+/)) {
    const word = piece.replace(/^[^A-Za-z]+|[^A-Za-z]+$/g, '').replace('’', "'");
    if (/[a-z][A-Z]/.test(word) || (!begins && /^[A-Z][a-z]/.test(word))) found.set(word.toLowerCase(), word);
    if (word !== '') begins = /[.!?]["”]?$/.test(piece);
  }
  return found;
}

/** `25` → twenty five, `3:30` → three thirty, `5th` → fifth, `90210` → nine zero two one zero. */
function spellFigures(token: string): string[] {
  if (!/\d/.test(token)) return [token];
  const ordinal = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(token);
  if (ordinal) return ordinalWords(Number(ordinal[1])).split(' ');
  const clock = /^(\d{1,2}):(\d{2})$/.exec(token);
  if (clock) {
    const minute = Number(clock[2]);
    const spoken =
      minute === 0 ? [] : minute < 10 ? ['oh', cardinalWords(minute)] : cardinalWords(minute).split(' ');
    return [...cardinalWords(Number(clock[1])).split(' '), ...spoken];
  }
  const decimal = /^(\d{1,4})\.(\d+)$/.exec(token);
  if (decimal) return [...cardinalWords(Number(decimal[1])).split(' '), 'point', ...spell(decimal[2] ?? '')];
  if (/^\d{1,4}$/.test(token) && !/^0\d/.test(token)) return cardinalWords(Number(token)).split(' ');
  return spell(token.replace(/\D/g, ''));
}

const spell = (digits: string): string[] =>
  Array.from(digits).map((digit) => DIGIT_WORDS[Number(digit)] ?? 'zero');

/** Words that name the role of a sentence in a workflow rather than something a caller says. */
const JARGON = new Set(
  (
    'whether come comes coming named offered wants seems thing things caller callers customer customers user users client person patient agent bot assistant they says say said saying tells tell told asks ask asked asking answers answer ' +
    'answered answering gives give gave given giving provides provide provided states mentions mention mentioned indicates confirms expresses chooses chose choose ' +
    'picks selects agrees agree replies responds response wishes wish like likes when if whenever after once until unless while because either any anything ' +
    'something someone else all each every other another same one ones only also still yet already enough more most less no not nor none never always true false ' +
    'call calls conversation step node flow go moves move next previous new back ready done finished complete completed question questions information details ' +
    'clearly explicitly otherwise instead both between during before under out up down off who whom whose which what why how where which does'
  ).split(' '),
);

/** Words long enough to be told from noise when said alone. */
const MIN_KEYWORD_LETTERS = 5;

/** Content words of a label or condition that a caller may answer with, in order, each with its neighbour. */
export function keywordsOf(text: string): string[] {
  const words = speakable(text);
  const meaningful = (word: string | undefined): word is string => {
    if (word === undefined) return false;
    const lower = word.toLowerCase();
    return !JARGON.has(lower) && !FUNCTION_WORDS.has(lower) && lower.length > 1;
  };
  const found: string[] = [];
  for (const [index, word] of words.entries()) {
    if (!meaningful(word)) continue;
    if (word.length >= MIN_KEYWORD_LETTERS) found.push(word);
    const next = words[index + 1];
    if (meaningful(next)) found.push(`${word} ${next}`);
  }
  return [...new Set(found)];
}
