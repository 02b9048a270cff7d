/**
 * What a listener says without wanting anything: "mm-hm", "got it". Every grammar knows these as utterances of their own, so
 * that they are told as words while somebody else speaks. They are no answers: at the end of an utterance they count as
 * not understood, unless the node expects the same words (then those win, by their prior).
 */
import { anyOf, type Fragment } from './fragments.ts';

/** Sounds that dictionaries have no entry for, or another one. */
const SOUNDS: Readonly<Record<string, readonly string[]>> = {
  mm: ['M', 'M M'],
  'mm-hm': ['M HH M', 'AH M HH AH M', 'M AH HH AH M'],
  'uh-huh': ['AH HH AH', 'AH HH AH N', 'AH HH AA'],
  hmm: ['HH M', 'HH AH M'],
};

const PHRASES: readonly string[] = [
  ...Object.keys(SOUNDS),
  'uh huh',
  'huh',
  'ah',
  'aha',
  'oh',
  'yeah',
  'yep',
  'yes',
  'yes yes',
  'right',
  'okay',
  'oh okay',
  'sure',
  'I see',
  'oh I see',
  'got it',
  'all right',
  'good',
  'great',
  'fine',
  'of course',
  'exactly',
  'true',
  'wow',
  'really',
  'makes sense',
  'understood',
  'absolutely',
  'definitely',
  'perfect',
];

/** Spelt so that no word of an answer is the same. */
const MARK = 'yy-';
const marked = (phrase: string): Fragment =>
  phrase
    .split(' ')
    .map((word) => MARK + word)
    .join(' ');

/** Once or twice. */
export const BACKCHANNEL_RULE: Fragment = `${anyOf(PHRASES.map(marked))} [${anyOf(PHRASES.map(marked))}]`;

export function isBackchannel(text: string): boolean {
  return text.includes(MARK);
}

/** As people read it. */
export function backchannelText(text: string): string {
  return text.replaceAll(MARK, '');
}

/**
 * The marked words with their pronunciations. `lookUp`: those of ordinary words.
 */
export function backchannelPronunciations(
  lookUp: (words: string[]) => ReadonlyMap<string, readonly string[]>,
): Map<string, readonly string[]> {
  const words = [...new Set(PHRASES.flatMap((phrase) => phrase.split(' ')))];
  const known = lookUp(words.filter((word) => !(word in SOUNDS)));
  return new Map(words.map((word) => [MARK + word, SOUNDS[word] ?? known.get(word) ?? []]));
}
