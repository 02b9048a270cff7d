/** The one change that makes a text of another: what both begin and end with stays, and so does a cursor in it. */

export interface MinimalChange {
  /** UTF-16 offsets in the text before. */
  from: number;
  to: number;
  insert: string;
}

/** Null when the texts are the same. */
export function minimalChange(before: string, after: string): MinimalChange | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** The same, widened to whole words: for a person to read. */
export function wordChange(before: string, after: string): MinimalChange | null {
  const change = minimalChange(before, after);
  if (!change) return null;
  let { from, to } = change;
  const isWord = (character: string | undefined): boolean => /[\p{L}\p{N}_]/u.test(character ?? '');
  while (from > 0 && isWord(before[from - 1])) from -= 1;
  while (to < before.length && isWord(before[to])) to += 1;
  const insert = before.slice(from, change.from) + change.insert + before.slice(change.to, to);
  return { from, to, insert };
}
