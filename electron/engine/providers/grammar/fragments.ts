/**
 * Pieces of a JSGF grammar (https://www.w3.org/TR/jsgf/): small builders that keep the brackets right. Words come from
 * tokenisers, so that nothing in a document can break out of its place.
 */

/** A JSGF right-hand side; empty for nothing. */
export type Fragment = string;

/** One after the other. */
export function sequence(...parts: readonly Fragment[]): Fragment {
  return parts.filter((part) => part !== '').join(' ');
}

/** Any one of these; duplicates are dropped. Empty when there are none. */
export function anyOf(parts: Iterable<Fragment>): Fragment {
  const unique = [...new Set(parts)].filter((part) => part !== '');
  return unique.length > 1 ? `(${unique.join(' | ')})` : (unique[0] ?? '');
}

/** `[x]`: there or not. */
export function optional(part: Fragment): Fragment {
  return part === '' ? '' : `[${part}]`;
}

/**
 * There or not, mostly not: what may be said around an answer costs enough that silence, breath and other noise do not
 * turn into it.
 */
export function seldom(part: Fragment): Fragment {
  return part === '' ? '' : `(/0.9999/ <NULL> | /0.0001/ ${part})`;
}

/** The words of a phrase list as alternatives: `words('yes', 'of course')`. */
export function phrases(list: Iterable<string>): Fragment {
  return anyOf(list);
}

/** Every word that a set of rules speaks. */
export function spokenWords(rules: Iterable<Fragment>): string[] {
  const words = new Set<string>();
  for (const rule of rules) {
    const bare = rule.replace(/<[^>]*>|\/[\d.e-]+\//g, ' ');
    for (const match of bare.matchAll(/[^\s()[\]|*+]+/g)) words.add(match[0]);
  }
  return [...words];
}
