/** A rule finds one kind of writing and says it in words. Rules are tried in order; what one has said, the next leaves alone. */

export interface Rule {
  /** Global. Quantifiers are bounded, so that no text makes the search slow. */
  pattern: RegExp;
  /** The words, or null to leave the text as it is. */
  say: (match: RegExpMatch) => string | null;
}

export interface RegExpMatch {
  /** The whole match. */
  text: string;
  /** The n-th group; empty when it did not take part. */
  group: (index: number) => string;
  /** What stands before and after it. */
  before: string;
  after: string;
}

export function applyRules(text: string, rules: readonly Rule[]): string {
  let said = text;
  for (const { pattern, say } of rules) {
    pattern.lastIndex = 0;
    if (!pattern.test(said)) continue;
    const source = said;
    said = source.replace(pattern, (...found: unknown[]) => {
      const matched = found[0] as string;
      const at = found.findIndex((part) => typeof part === 'number');
      const offset = found[at] as number;
      const words = say({
        text: matched,
        group: (index) => (index < at ? ((found[index] as string | undefined) ?? '') : ''),
        before: source.slice(0, offset),
        after: source.slice(offset + matched.length),
      });
      return words ?? matched;
    });
  }
  return said;
}
