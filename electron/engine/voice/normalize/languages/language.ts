/** What a language brings to the normalisation of its text: number words, nouns, and the rules that are its own. */
import type { Noun, NumberWords, ReadNumber } from '../number-words.ts';
import type { Rule } from '../rule.ts';

export interface Currency {
  /** Signs and codes as written. */
  signs: readonly string[];
  /** Its name in the text ("25.50 dollars"), after the number only. */
  names?: readonly string[];
  main: Noun;
  /** A hundredth; null where nobody says it. */
  hundredth: Noun | null;
}

export interface SpeechLanguage {
  words: NumberWords;
  /** Source of a pattern for one number with its grouping and decimal marks, without a sign; no groups. */
  number: string;
  /** Reads what `number` matched. */
  read: (written: string) => ReadNumber;
  /** Signs as words: `@`, `.`, `-`, `_`, `/`, `+`, `:` of an address, and those between words. */
  address: Readonly<Record<string, string>>;
  symbols: readonly (readonly [RegExp, string])[];
  currencies: readonly Currency[];
  /** "twenty-five dollars and fifty cents"; `cents` is 1 … 99. */
  amount: (main: string, cents: number, hundredth: Noun | null) => string;
  /** Scale words after a number: as written (without case) → the counted noun. */
  scales: readonly (readonly [string, Noun])[];
  /** Put between a scale word and the noun it counts ("millones de euros"). */
  afterScale: (noun: string) => string;
  /** Units as written (case counts). */
  units: Readonly<Record<string, Noun>>;
  percent: string;
  /** Between the numbers of a range. */
  to: string;
  plus: string;
  /** "number", before what follows a #. */
  numberSign: string;
  /** How a national telephone number's groups are said. */
  phoneGroup: (digits: string) => string;
  /** Dates, times, ordinals: before the common rules for numbers. */
  early: readonly Rule[];
  /** So many of them are dates that could be taken for telephone numbers, and come first. */
  phonesAfter: number;
  /** Abbreviations and acronyms: after everything with digits. */
  abbreviations: readonly Rule[];
}
