/** Words of the decoder → a line for people. */

/** `i'd like ...` begins with a capital; the words themselves are written as the grammar writes them. */
export function transcriptOf(words: string): string {
  const text = words.trim().replace(/\s+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
