/** Words of a transcript, whatever its case and punctuation. */

/** Longest phrase of the language lists, in words. */
const longestPhrase = 5;

/** Lower-case words; apostrophes and hyphens within a word stay. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}@]+(?:['-][\p{L}\p{N}]+)*'?/gu) ?? []
  );
}

/** Do two transcripts say the same words? */
export function sameWords(one: string, other: string): boolean {
  return one === other || wordsOf(one).join(' ') === wordsOf(other).join(' ');
}

/** Are the words nothing but phrases of these sets? Empty words are nothing, not that. */
export function madeOf(words: readonly string[], ...sets: readonly ReadonlySet<string>[]): boolean {
  if (words.length === 0) return false;
  // `reached[n]`: the first n words can be cut into phrases.
  const reached = [true];
  for (let end = 1; end <= words.length; end++) {
    for (let start = Math.max(0, end - longestPhrase); start < end && !reached[end]; start++) {
      const phrase = words.slice(start, end).join(' ');
      if (reached[start] && sets.some((set) => set.has(phrase))) reached[end] = true;
    }
  }
  return reached[words.length] === true;
}

/** Do the words end in a phrase of the set? */
export function endsIn(words: readonly string[], set: ReadonlySet<string>): boolean {
  for (let length = 1; length <= Math.min(longestPhrase, words.length); length++)
    if (set.has(words.slice(-length).join(' '))) return true;
  return false;
}

/** Could more words make it nothing but phrases of these sets? True also when it is that already. */
export function beginsMadeOf(words: readonly string[], ...sets: readonly ReadonlySet<string>[]): boolean {
  for (let length = 0; length < longestPhrase && length <= words.length; length++) {
    const done = words.slice(0, words.length - length);
    const begun = words.slice(words.length - length).join(' ');
    if (done.length > 0 && !madeOf(done, ...sets)) continue;
    if (length === 0) return true;
    if (sets.some((set) => [...set].some((phrase) => phrase.startsWith(`${begun} `)))) return true;
  }
  return false;
}
