/** The name that was probably meant. */

/** Names longer than this are not compared. */
const longestName = 80;

/** The candidate that is at most two edits away, one in short names; null when there is none. */
export function closestOf(name: string, candidates: readonly string[]): string | null {
  if (name.length > longestName) return null;
  const limit = name.length < 5 ? 1 : 2;
  const lower = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit || candidate.length > longestName) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein: insertions, deletions and replacements of one character. Given up once it cannot be under `enough`. */
function editDistance(one: string, other: string, enough: number): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) >= enough) return enough;
    row = next;
  }
  return row.at(-1) ?? 0;
}
