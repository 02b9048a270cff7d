/**
 * Pronunciations in ARPAbet: from the model's dictionary (CMUdict, 134 000 words), else guessed from the spelling so
 * that brand names can be heard too.
 */
import { PHONES } from './garbage.ts';

/** One-syllable answers leave no second chance: as they sound outside America too. */
const ACCENTS: Readonly<Record<string, readonly string[]>> = {
  yes: ['Y IH S', 'Y AH S', 'Y AE S'],
  sure: ['SH ER', 'SH AO R', 'SH AO', 'CH UH R'],
};

/** Looks words up in the text of a CMUdict file without holding a table of it in memory; answers are remembered. */
export class PronouncingDictionary {
  readonly #text: string;
  readonly #known = new Map<string, readonly string[]>();

  /** `text`: one word a line, `word PH ON ES`; alternatives as `word(2) PH ON ES`. */
  constructor(text: string) {
    this.#text = `\n${text}`;
  }

  /**
   * At least one pronunciation for every word. `guessed` names those that are not in the dictionary. Looking up words
   * for the first time reads the file once (about 15 ms for all of them together).
   */
  lookUp(words: Iterable<string>): { pronunciations: Map<string, readonly string[]>; guessed: string[] } {
    const all = [...words];
    const missing = new Set(all.map(spellingOf).filter((spelling) => !this.#known.has(spelling)));
    if (missing.size > 0) this.#read(missing);
    const pronunciations = new Map<string, readonly string[]>();
    const guessed: string[] = [];
    for (const word of all) {
      const known = this.#known.get(spellingOf(word)) ?? [];
      if (known.length === 0) guessed.push(word);
      pronunciations.set(word, known.length > 0 ? known : [guessPronunciation(word)]);
    }
    return { pronunciations, guessed };
  }

  #read(missing: ReadonlySet<string>): void {
    const found = new Map<string, string[]>([...missing].map((spelling) => [spelling, []]));
    const text = this.#text;
    for (let lineEnd = 0; lineEnd >= 0 && lineEnd + 1 < text.length;) {
      const start = lineEnd + 1;
      lineEnd = text.indexOf('\n', start);
      const space = text.indexOf(' ', start);
      if (space < 0) break;
      let nameEnd = space;
      if (text.charCodeAt(space - 1) === 41 /* ) */) nameEnd = text.lastIndexOf('(', space);
      const entry = found.get(text.slice(start, nameEnd));
      if (entry && entry.length < 4)
        entry.push(text.slice(space + 1, lineEnd < 0 ? undefined : lineEnd).trim());
    }
    for (const [spelling, entries] of found)
      this.#known.set(spelling, [...new Set([...entries, ...(ACCENTS[spelling] ?? [])])]);
  }
}

/** How the dictionary spells a word of a transcript. "A" is the letter, "a" the article. */
function spellingOf(word: string): string {
  if (word === 'A') return 'a.';
  return word.toLowerCase();
}

const KNOWN_PHONES = new Set(PHONES);

/**
 * Letter-to-sound by the commonest reading of each letter group, longest first. Rough, but near enough for a grammar of
 * a few hundred words. Anything else than a–z is skipped; at least one phone comes back.
 */
const GRAPHEMES: readonly (readonly [RegExp, string])[] = [
  [/^tion/, 'SH AH N'],
  [/^sion/, 'ZH AH N'],
  [/^ture/, 'CH ER'],
  [/^ough/, 'OW'],
  [/^augh/, 'AO'],
  [/^eigh/, 'EY'],
  [/^igh/, 'AY'],
  [/^tch/, 'CH'],
  [/^sch/, 'SH'],
  [/^dge/, 'JH'],
  [/^ing$/, 'IH NG'],
  [/^que$/, 'K'],
  [/^air/, 'EH R'],
  [/^ear/, 'IH R'],
  [/^eer/, 'IH R'],
  [/^oor/, 'AO R'],
  [/^our/, 'AO R'],
  [/^ch/, 'CH'],
  [/^sh/, 'SH'],
  [/^th/, 'TH'],
  [/^ph/, 'F'],
  [/^wh/, 'W'],
  [/^wr/, 'R'],
  [/^kn/, 'N'],
  [/^ck/, 'K'],
  [/^ng$/, 'NG'],
  [/^nk/, 'NG K'],
  [/^qu/, 'K W'],
  [/^gh/, 'G'],
  [/^oo/, 'UW'],
  [/^ee/, 'IY'],
  [/^ea/, 'IY'],
  [/^ei/, 'EY'],
  [/^ie/, 'IY'],
  [/^ai/, 'EY'],
  [/^ay/, 'EY'],
  [/^au/, 'AO'],
  [/^aw/, 'AO'],
  [/^oa/, 'OW'],
  [/^oi/, 'OY'],
  [/^oy/, 'OY'],
  [/^ou/, 'AW'],
  [/^ow$/, 'OW'],
  [/^ow/, 'AW'],
  [/^ue$/, 'UW'],
  [/^ew/, 'UW'],
  [/^ar/, 'AA R'],
  [/^or/, 'AO R'],
  [/^(?:er|ir|ur)/, 'ER'],
  [/^ce/, 'S EH'],
  [/^ci/, 'S IH'],
  [/^cy/, 'S IY'],
  // A vowel, one consonant, a silent e: "make", "time", "code".
  [/^a(?=[bcdfgklmnpstvz]e$)/, 'EY'],
  [/^i(?=[bcdfgklmnpstvz]e$)/, 'AY'],
  [/^o(?=[bcdfgklmnpstvz]e$)/, 'OW'],
  [/^u(?=[bcdfgklmnpstvz]e$)/, 'UW'],
  [/^a$/, 'AH'],
  [/^o$/, 'OW'],
  [/^i$/, 'IY'],
  [/^y$/, 'IY'],
  [/^a/, 'AE'],
  [/^b/, 'B'],
  [/^c/, 'K'],
  [/^d/, 'D'],
  [/^e/, 'EH'],
  [/^f/, 'F'],
  [/^g/, 'G'],
  [/^h/, 'HH'],
  [/^i/, 'IH'],
  [/^j/, 'JH'],
  [/^k/, 'K'],
  [/^l/, 'L'],
  [/^m/, 'M'],
  [/^n/, 'N'],
  [/^o/, 'AA'],
  [/^p/, 'P'],
  [/^q/, 'K'],
  [/^r/, 'R'],
  [/^s/, 'S'],
  [/^t/, 'T'],
  [/^u/, 'AH'],
  [/^v/, 'V'],
  [/^w/, 'W'],
  [/^x/, 'K S'],
  [/^y/, 'Y'],
  [/^z/, 'Z'],
];

export function guessPronunciation(word: string): string {
  // Doubled consonants are one sound; a final e after a consonant is silent.
  let rest = word
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/([bcdfgklmnprstvz])\1/g, '$1');
  const phones: string[] = [];
  const vowels = (rest.match(/[aeiouy]/g) ?? []).length;
  while (rest !== '') {
    if (rest === 'e' && vowels > 1 && phones.length > 1) break;
    const grapheme = GRAPHEMES.find(([pattern]) => pattern.test(rest));
    const matched = grapheme ? (grapheme[0].exec(rest)?.[0].length ?? 1) : 1;
    if (grapheme) phones.push(...grapheme[1].split(' '));
    rest = rest.slice(Math.max(1, matched));
  }
  const known = phones.filter((phone) => KNOWN_PHONES.has(phone));
  return known.length > 0 ? known.slice(0, 40).join(' ') : 'AH';
}
