/** What stands between two words of a text: the end of a sentence, the end of a clause, or nothing at all. */
import type { CuttingRules } from './cutting-rules.ts';

/** `wait`: the text that is known so far does not tell yet. `conjunction`: a weak end, before "and". */
export type Boundary = 'sentence' | 'clause' | 'conjunction' | 'none' | 'wait';

/** An unclosed quotation or bracket binds its words together up to this many characters; beyond, it was never closed. */
const longestQuotation = 150;
const closers = '["\'”’»“)\\]*_]*';
const sentenceMark = new RegExp(`[.!?…]${closers}$`);
const clauseMark = new RegExp(`(?:[,;:—]|(?:^|\\s)[–-])${closers}$`);

/**
 * @param before the text up to a gap
 * @param gap the white space; empty after a full stop of a script that has none
 * @param after what is known to follow, at least one character
 * @param complete is nothing more to come?
 */
export function boundaryAt(
  before: string,
  gap: string,
  after: string,
  complete: boolean,
  rules: CuttingRules,
): Boundary {
  if (before.length < longestQuotation && insideQuotation(before)) return 'none';
  if (gap === '' || gap.includes('\n')) return 'sentence';
  if (!complete && /^[^\s\p{L}\d]+$/u.test(after)) return 'wait';
  if (/\d[^\s\p{L}\d]*$/u.test(before) && /^[^\s\p{L}\d]*\d/u.test(after)) return endOfCount(before, after);
  if (sentenceMark.test(before) && endsSentence(before, after, rules)) return 'sentence';
  if (clauseMark.test(before)) return 'clause';
  const word = /^[\p{L}']+(?=([^\p{L}']?))/u.exec(after);
  if (!word) return 'none';
  if (!complete && word[0].length === after.length) {
    return mayBecome(word[0].toLowerCase(), rules.conjunctions) ? 'wait' : 'none';
  }
  const last = lastToken(before).toLowerCase();
  return word[1] !== '.' &&
    rules.conjunctions.has(word[0].toLowerCase()) &&
    !rules.numberWords.has(last) &&
    !/\d$/.test(last)
    ? 'conjunction'
    : 'none';
}

/** Digits on both sides belong together ("5, 2026", "1 – 3", "555. 123"), unless a question or call has ended. */
function endOfCount(before: string, after: string): Boundary {
  return /[!?]["'”’»)]*$/.test(before) && /^\d/.test(after) ? 'sentence' : 'none';
}

function endsSentence(before: string, after: string, rules: CuttingRules): boolean {
  const token = lastToken(before);
  const lowerFollows = /^["'“‘«(]*\p{Ll}/u.test(after);
  const bare = token.replace(/["'”’»“)\]*_]+$/, '');
  if (/[!?]$/.test(bare)) return !(lowerFollows && bare !== token);
  if (lowerFollows) return false;
  const name = bare.replace(/^["'“‘„«([*_]+/, '').toLowerCase();
  const stem = name.replace(/\.$/, '');
  if (rules.abbreviations.has(stem)) return false;
  // An initial ("J. Doe"); the one letter that is a word ends sentences too.
  if (/^\p{L}\.$/u.test(name)) return bare === 'I.';
  if (/^(?:\p{L}\.){2,}$/u.test(name)) return /^[ap]\.m\.$/.test(name);
  if (/^\d{1,3}\.$/.test(name)) return !rules.ordinalStop && token.length < before.length;
  return true;
}

function mayBecome(beginning: string, words: ReadonlySet<string>): boolean {
  for (const word of words) if (word.startsWith(beginning)) return true;
  return false;
}

function lastToken(text: string): string {
  return text.slice(text.search(/\S+$/));
}

function insideQuotation(text: string): boolean {
  let brackets = 0;
  let straight = false;
  let curly = 0;
  for (const character of text) {
    if (character === '(' || character === '[') brackets += 1;
    else if (character === ')' || character === ']') brackets = Math.max(0, brackets - 1);
    else if (character === '"') straight = !straight;
    else if (character === '„' || character === '«') curly += 1;
    // “ opens in English and closes in German.
    else if (character === '“') curly = curly > 0 ? curly - 1 : 1;
    else if (character === '”' || character === '»') curly = Math.max(0, curly - 1);
  }
  return straight || brackets > 0 || curly > 0;
}
