/** What the caller said, looked at by a guard: key words, and patterns that cannot stall a call. */
import { RE2JS } from 're2js';
import { guardLimits } from '../domain/guard.ts';

/** So much of a turn is looked at, characters: a minute of talk. */
export const maxGuardedText = 1000;
/** Largest program that a pattern may become, instructions: its time is at most this times the characters looked at. */
const maxProgramSize = 500;

/** Scripts that are written without spaces, where a word has no edges to look for. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Lower case, without accents, whatever is no letter or digit as one space; a space at both ends. */
function plainWords(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return ` ${plain} `;
}

/** Whether anything can be looked for: a word of signs only is never said. */
export const isSayable = (word: string): boolean => plainWords(word).trim() !== '';

/** The first of these words that was said, as it is written in the guard; null for none. */
export function wordSaid(said: string, words: readonly string[]): string | null {
  const text = plainWords(said.slice(0, maxGuardedText));
  const isSaid = (word: string): boolean => {
    const wanted = plainWords(word);
    if (wanted.trim() === '') return false;
    return text.includes(unspaced.test(word) ? wanted.trim() : wanted);
  };
  return words.find(isSaid) ?? null;
}

export interface GuardPattern {
  matches: (said: string) => boolean;
  /** Why it cannot be used, in words; it then matches nothing. */
  problem: string | null;
}

const unusable = (problem: string): GuardPattern => ({ matches: () => false, problem });

/**
 * A regular expression matched in linear time (RE2's automaton): whatever it is, no turn of a caller can make it run
 * for long. What JavaScript has and an automaton has not (look-around, back-references) is refused.
 */
export function guardPattern(source: string, ignoreCase: boolean): GuardPattern {
  const { patternLength } = guardLimits;
  if (source.length > patternLength) return unusable(`it is longer than ${patternLength} characters`);
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(source), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (pattern.programSize() > maxProgramSize) return unusable('it repeats too much; use smaller numbers');
    return { matches: (said) => pattern.matcher(said.slice(0, maxGuardedText)).find(), problem: null };
  } catch (thrown) {
    return unusable(reasonOf(source, thrown));
  }
}

function reasonOf(source: string, thrown: unknown): string {
  if (/\(\?<?[=!]/.test(source)) return 'it looks ahead or behind, which is not possible here';
  if (/\\(?:[1-9]|k<)/.test(source)) return 'it refers back to a group, which is not possible here';
  const said = thrown instanceof Error ? thrown.message : '';
  const reason = /^error parsing regexp: ([^:]+)/.exec(said)?.[1];
  return reason === undefined ? 'it is not a regular expression' : `it has a ${wordsOf(reason)}`;
}

/** The library's reasons begin so. */
function wordsOf(reason: string): string {
  return reason.replace(/^(?:invalid or unsupported|invalid)/, 'wrong');
}
