/** The piece of a text around what was looked for. */
import type { SearchHit } from '#shared/bridge/versions.ts';

const BEFORE_CHARACTERS = 40;
const AFTER_CHARACTERS = 120;

/** As search compares: without regard to case and accents. One code unit stays one, so that places stay places. */
function folded(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    const bare = (unit.normalize('NFD')[0] ?? unit).toLowerCase();
    result += bare.length === 1 ? bare : unit;
  }
  return result;
}

/** Around the first of the words that is in the text; the text's beginning when none is. Lines become spaces. */
export function excerptOf(text: string, words: readonly string[]): SearchHit['excerpt'] {
  const haystack = folded(text);
  const places = words
    .map((word) => ({ at: haystack.indexOf(folded(word)), length: word.length }))
    .filter(({ at }) => at >= 0);
  const [found = { at: 0, length: 0 }] = places.sort((a, b) => a.at - b.at || b.length - a.length);
  const end = found.at + found.length;
  return {
    before: oneLine(tail(text.slice(0, found.at))),
    match: oneLine(text.slice(found.at, end)),
    after: oneLine(head(text.slice(end))),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** The last characters, from a word's beginning where one is near, never from inside a character. */
function tail(text: string): string {
  if (text.length <= BEFORE_CHARACTERS) return text.trimStart();
  const cut = text.slice(-BEFORE_CHARACTERS).replace(/^[\uDC00-\uDFFF]/, '');
  const space = cut.search(/\s/);
  return `…${space >= 0 && space < BEFORE_CHARACTERS / 2 ? cut.slice(space).trimStart() : cut}`;
}

function head(text: string): string {
  if (text.length <= AFTER_CHARACTERS) return text.trimEnd();
  return `${text
    .slice(0, AFTER_CHARACTERS)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}
