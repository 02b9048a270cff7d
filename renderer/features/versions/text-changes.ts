/** What differs between two texts, word by word; line by line, or not at all, where that would take too long. */
import { diffLines, diffWordsWithSpace } from 'diff';

export interface TextPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Longer texts are compared by lines, and not at all beyond the second limit. Characters of both together. */
const wordLimit = 60_000;
const lineLimit = 4_000_000;
const timeoutMs = 80;

export interface TextChanges {
  /** Null: too much differs to say where. */
  parts: readonly TextPart[] | null;
}

export function textChanges(before: string, after: string): TextChanges {
  const size = before.length + after.length;
  const options = { timeout: timeoutMs };
  const found =
    size <= wordLimit
      ? diffWordsWithSpace(before, after, options)
      : size <= lineLimit
        ? diffLines(before, after, options)
        : undefined;
  return {
    parts:
      found?.map(({ added, removed, value }) => ({
        kind: added ? 'added' : removed ? 'removed' : 'same',
        text: value,
      })) ?? null,
  };
}

/** Words kept at each side of a change when the rest is folded. */
const contextLength = 120;

/** The same words far from any change become `…`. */
export function folded(parts: readonly TextPart[]): TextPart[] {
  return parts.map((part, index) => {
    const { kind, text } = part;
    if (kind !== 'same' || text.length <= 2 * contextLength + 40) return part;
    const start = index === 0 ? '' : text.slice(0, contextLength);
    const end = index === parts.length - 1 ? '' : text.slice(-contextLength);
    return { kind, text: `${start} … ${end}` };
  });
}
