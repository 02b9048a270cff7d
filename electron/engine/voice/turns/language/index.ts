/** The word lists by language, prepared for look-up. */
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import type { LanguageWords } from './language-words.ts';

/** A language's lists as sets of phrases. */
export type PhraseSets = Readonly<Record<keyof LanguageWords, ReadonlySet<string>>>;

const listsOf: Readonly<Record<string, LanguageWords>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
};
const prepared = new Map<string, PhraseSets>();

/**
 * @param language BCP 47; null for one of which no lists are known: then silence and sound alone decide.
 */
export function languageWords(language: string): PhraseSets | null {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  const known = prepared.get(primary);
  if (known) return known;
  const lists = listsOf[primary];
  if (!lists) return null;
  const entries = Object.entries<readonly string[]>({ ...lists });
  const sets = Object.fromEntries(
    entries.map(([name, phrases]) => [name, new Set(phrases)]),
  ) as unknown as PhraseSets;
  prepared.set(primary, sets);
  return sets;
}
