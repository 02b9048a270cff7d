/** Abbreviations and capitals, for languages whose own rules are no more particular than this. */
import type { Rule } from '../rule.ts';

/**
 * @param said written (with its full stop) → said
 * @param titles those after which a name follows: their full stop never ends a sentence
 */
export function abbreviationRule(said: Readonly<Record<string, string>>, titles: ReadonlySet<string>): Rule {
  const written = Object.keys(said)
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|');
  return {
    pattern: new RegExp(`(?<![\\p{L}\\p{N}.])(?:${written})(?![\\p{L}\\p{N}])`, 'gu'),
    say: ({ text, after }) => {
      const words = said[text];
      if (words === undefined) return null;
      const ends = text.endsWith('.') && !titles.has(text) && /^["')»]*(?:\s*$|\s+[¿¡]?\p{Lu})/u.test(after);
      return `${words}${ends ? '.' : ''}`;
    },
  };
}

/** Capitals that cannot be read as a word are spelled; `spelled` could be read so, and are not. */
export function capitalsRule(spelled: ReadonlySet<string>, vowels: RegExp): Rule {
  return {
    pattern: /(?<![\p{L}\p{N}'-])\p{Lu}{2,6}(?![\p{L}\p{N}])/gu,
    say: ({ text }) => (spelled.has(text) || !vowels.test(text) ? Array.from(text).join(' ') : null),
  };
}
