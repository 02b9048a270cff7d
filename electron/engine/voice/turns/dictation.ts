/** Numbers, spelled words and e-mail addresses, which are said in pieces with pauses between them. */
import type { Expectations } from './expectations.ts';
import type { PhraseSets } from './language/index.ts';

export interface Dictation {
  state: 'under-way' | 'perhaps-over' | 'over';
  what: 'digits' | 'letters' | 'email';
}

/** Local numbers have seven digits or more; with ten the longest usual group is complete. */
const shortestPhoneDigits = 7;
const usualPhoneDigits = 10;
/** Codes, PINs and the like have four digits or more. */
const shortestCodeDigits = 4;
/** Fewer digits in a row that nobody asked for are an amount ("a table for four"). */
const dictatedDigits = 3;

/** Null when nothing is being dictated. `words`: see `wordsOf`. */
export function dictationOf(
  words: readonly string[],
  expects: Expectations,
  lists: PhraseSets,
): Dictation | null {
  const email = emailUnderWay(words, expects, lists);
  if (email) return email;
  const letters = words.slice(words.length - trailing(words, (word) => /^\p{L}$/u.test(word)));
  // "o o" may be zeros.
  if (letters.length >= 2 && letters.some((letter) => !lists.digits.has(letter)))
    return { state: 'under-way', what: 'letters' };
  const run = trailing(words, (word) => lists.digits.has(word) || /^\d+$/.test(word));
  const tail = words.slice(words.length - run);
  const digits = tail.reduce((sum, word) => sum + (/^\d+$/.test(word) ? word.length : 1), 0);
  if (run === 0) return null;
  if (expects.digits === 'phone') return { what: 'digits', state: phoneState(digits) };
  if (expects.digits === 'code')
    return { what: 'digits', state: digits < shortestCodeDigits ? 'under-way' : 'perhaps-over' };
  // Said digit by digit, or in groups as recognisers write them ("415 555").
  const dictated = run >= dictatedDigits || (run === 2 && digits > 4);
  return dictated ? { what: 'digits', state: phoneState(digits) } : null;
}

function phoneState(digits: number): Dictation['state'] {
  if (digits < shortestPhoneDigits) return 'under-way';
  return digits < usualPhoneDigits ? 'perhaps-over' : 'over';
}

function emailUnderWay(words: readonly string[], expects: Expectations, lists: PhraseSets): Dictation | null {
  const written = words.find((word) => word.includes('@'));
  const at = words.findLastIndex((word) => word.includes('@') || lists.atWords.has(word));
  const dotted = words.some((word, index) => index > at && lists.dotWords.has(word));
  if (!expects.email && written === undefined) return null;
  // Without the "at" it may be an answer of another kind ("I have none"), unless a "dot" gives it away.
  if (at < 0) {
    const begun = dotted || words.length <= 2;
    return begun ? { state: 'under-way', what: 'email' } : null;
  }
  const ended =
    (dotted && !lists.dotWords.has(words.at(-1) ?? '')) || /^\p{L}{2,}$/u.test(domainEnd(words, at));
  return { state: ended ? 'perhaps-over' : 'under-way', what: 'email' };
}

/** What follows the host where a recogniser writes "jane@example.com" (cut at the dot: three words). */
function domainEnd(words: readonly string[], at: number): string {
  return words[at]?.includes('@') === true ? (words[at + 1] ?? '') : '';
}

/** Length of the run of such words at the end. */
function trailing(words: readonly string[], is: (word: string) => boolean): number {
  const last = words.findLastIndex((word) => !is(word));
  return words.length - 1 - last;
}
