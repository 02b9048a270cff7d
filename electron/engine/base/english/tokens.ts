/**
 * Words of an English sentence, lower case, without punctuation, as both the ears (grammar) and the mind (rehearsal)
 * of the keyless stack see them.
 */

/** `St. John's, 3:30 P.M.!` → `['st', "john's", '3:30', 'pm']`. Apostrophes stay, hyphens split. Never throws. */
export function tokenize(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/\b([ap])\.\s?m\b\.?/g, '$1m')
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/(\d)\s?([ap]m)\b/g, '$1 $2');
  const tokens: string[] = [];
  for (const match of plain.matchAll(/\d+(?:st|nd|rd|th)\b|\d+(?:[:./-]\d+)*|[a-z]+(?:'[a-z]+)*/g)) {
    const token = match[0];
    const previous = tokens.at(-1);
    // "p m" spoken as two letters is one word; "a m" only after a number or a word of time, since "a" is a word too.
    if (token === 'm' && (previous === 'p' || (previous === 'a' && tokens.length > 1))) {
      tokens[tokens.length - 1] = `${previous}m`;
    } else tokens.push(token);
  }
  return tokens;
}

/** Light stemming, so that "booking", "booked" and "books" meet "book". Only for comparing, never for showing. */
export function stem(word: string): string {
  const bare = word.replace(/'s$|s'$/, '');
  if (bare.length <= 3) return bare;
  for (const [ending, replacement] of ENDINGS) {
    if (!bare.endsWith(ending) || bare.length - ending.length < 3) continue;
    if (ending === 's' && /(?:ss|us|is)$/.test(bare)) continue;
    return settle(bare.slice(0, bare.length - ending.length) + replacement);
  }
  return settle(bare);
}

/** Drops what spelling adds before an ending: a doubled consonant ("cancelled", "shipping") and a silent e. */
function settle(stemmed: string): string {
  return stemmed.replace(/([bdgklmnprt])\1$/, '$1').replace(/e$/, '');
}

const ENDINGS: readonly (readonly [string, string])[] = [
  ['ations', ''],
  ['ation', ''],
  ['ies', 'y'],
  ['ied', 'y'],
  ['ings', ''],
  ['ing', ''],
  ['sses', 'ss'],
  ['ches', 'ch'],
  ['shes', 'sh'],
  ['xes', 'x'],
  ['ed', ''],
  ['ly', ''],
  ['s', ''],
];

/** Words that carry no meaning of their own when answers are compared. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    "a an the this that these those i i'd i'm i've i'll me my mine myself you your yours you'd we we'd we're our ours us he she it it's its they them their " +
    'is are was were be been being am do does did done have has had having will would shall should can could may might must ' +
    "to of in on at for from by with about into over as and or but if so then than there here what's that's " +
    'please just really very some any would like want wants wanted need needs needed get got getting give go going wanna gonna let lets ' +
    'uh um er hmm oh well okay ok hi hello hey thanks thank kindly maybe also too actually'
  ).split(' '),
);

/** The words that carry the meaning of a sentence, stemmed, without function words. */
export function contentStems(text: string): string[] {
  return tokenize(text)
    .filter((token) => !FUNCTION_WORDS.has(token))
    .map(stem);
}
