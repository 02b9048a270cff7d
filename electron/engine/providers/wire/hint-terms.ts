/**
 * What a hosted recogniser should listen for, from what the current node expects to hear: options of its variables, and
 * the names and rare words of what a caller may say. Common words are no use there and spoil the rest
 * (developers.deepgram.com/docs/keyterm, "Best practices"; Azure's phrase lists say the same).
 */
import type { SttHints } from '../spec/stt.ts';

/**
 * Deepgram takes 100 terms and 500 tokens and stops transcribing past that; Azure takes 500 phrases. A token is at least
 * two characters.
 */
const MAXIMUM_TERMS = 100;
const MAXIMUM_CHARACTERS = 900;
/** Words this long are seldom the common ones. */
const RARE_WORD_LETTERS = 9;

/** In the order of their worth, each once. */
export function hintTermsOf(hints: SttHints): string[] {
  const terms = new Map<string, string>();
  let characters = 0;
  const add = (term: string): void => {
    const tidy = term.replaceAll(/\s+/g, ' ').trim();
    const key = tidy.toLowerCase();
    if (tidy.length < 2 || terms.has(key)) return;
    if (terms.size >= MAXIMUM_TERMS || characters + tidy.length > MAXIMUM_CHARACTERS) return;
    terms.set(key, tidy);
    characters += tidy.length;
  };
  const variables = [...hints.variables, ...hints.functions.flatMap((each) => each.variables ?? [])];
  for (const { options } of variables) for (const option of options ?? []) add(option);
  const examples = hints.functions.flatMap((each) => each.examples ?? []);
  for (const example of examples) for (const name of namesIn(example)) add(name);
  for (const example of examples) {
    for (const [word] of example.matchAll(/[\p{L}\p{N}]+/gu)) {
      if (word.length >= RARE_WORD_LETTERS) add(word);
    }
  }
  return [...terms.values()];
}

/** Runs of capitalised words that do not begin the sentence, and words with digits: "Doctor Okafor", "A4". */
function namesIn(sentence: string): string[] {
  const names: string[] = [];
  let run: string[] = [];
  let begins = true;
  for (const [word, end] of words(sentence)) {
    const isName =
      (!begins && /^\p{Lu}[\p{L}\p{M}'’-]+$/u.test(word)) || /\p{L}.*\p{N}|\p{N}.*\p{L}/u.test(word);
    if (isName) run.push(word);
    if ((!isName || end) && run.length > 0) {
      names.push(run.join(' '));
      run = [];
    }
    begins = end;
  }
  if (run.length > 0) names.push(run.join(' '));
  return names;
}

/** Each word, and whether a sentence ends after it. */
function* words(text: string): Generator<[word: string, end: boolean]> {
  for (const [word] of text.matchAll(/\S+/g)) {
    const bare = word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    if (bare !== '') yield [bare, /[.!?…]["'”’)]*$/.test(word)];
  }
}
