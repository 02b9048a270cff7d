/**
 * Text as a voice should be given it: numbers, dates, money, addresses and abbreviations in words, and nothing that is
 * only for the eye. What the model wrote stays as it is everywhere else.
 */
import type { SpeechLanguage } from './languages/language.ts';
import { english } from './languages/english.ts';
import { french } from './languages/french.ts';
import { german } from './languages/german.ts';
import { spanish } from './languages/spanish.ts';
import { tidied, withoutMarkup } from './markup.ts';
import { applyRules, type Rule } from './rule.ts';
import { addressRules } from './rules/addresses.ts';
import { identifierRules, phoneRules } from './rules/names-of-things.ts';
import { measureRules, moneyRules, numberRules } from './rules/quantities.ts';

/**
 * `words`: everything in words, for a voice that reads letters. `addresses`: for a hosted voice that reads numbers and
 * dates well by itself, but not Markdown, emoji, or the dots of an address.
 */
export type NormalizationDepth = 'words' | 'addresses';

interface Normalizer {
  address: readonly Rule[];
  /** Only for a text with digits in it. */
  digits: readonly Rule[];
  abbreviations: readonly Rule[];
  symbols: SpeechLanguage['symbols'];
}

const languages: Readonly<Record<string, (region: string) => SpeechLanguage>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
};
const normalizers = new Map<string, Normalizer | null>();

/**
 * @param language BCP 47; of one that is not known only the markup is taken off
 * @returns one line; empty when there is nothing to say
 */
export function speechText(text: string, language: string, depth: NormalizationDepth): string {
  const plain = withoutMarkup(text);
  const normalizer = normalizerOf(language);
  let said = normalizer ? applyRules(plain, normalizer.address) : plain;
  if (normalizer && depth === 'words') {
    if (/[\d½¼¾⅓⅔⅛]/.test(said)) said = applyRules(said, normalizer.digits);
    said = applyRules(said, normalizer.abbreviations);
    for (const [pattern, words] of normalizer.symbols) said = said.replace(pattern, words);
  }
  said = tidied(said);
  return /[\p{L}\p{N}]/u.test(said) ? said : '';
}

function normalizerOf(language: string): Normalizer | null {
  const known = normalizers.get(language);
  if (known !== undefined) return known;
  const [code = '', ...subtags] = language.toLowerCase().split('-');
  const region = subtags.find((subtag) => /^(?:[a-z]{2}|\d{3})$/.test(subtag)) ?? '';
  const made = languages[code]?.(region);
  const normalizer = made ? normalizerFrom(made) : null;
  normalizers.set(language, normalizer);
  return normalizer;
}

/** What is most particular comes first: a date is no range, a price no plain number. */
function normalizerFrom(language: SpeechLanguage): Normalizer {
  return {
    address: addressRules(language.address),
    digits: [
      ...language.early.slice(0, language.phonesAfter),
      ...phoneRules(language),
      ...language.early.slice(language.phonesAfter),
      ...moneyRules(language),
      ...measureRules(language),
      ...identifierRules(language),
      ...numberRules(language),
    ],
    abbreviations: language.abbreviations,
    symbols: language.symbols,
  };
}
