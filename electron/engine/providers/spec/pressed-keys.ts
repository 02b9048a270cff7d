/**
 * Keys that the caller pressed, as the content of a user message. A hosted model reads it as it is; the keyless one
 * looks for the choice whose condition or examples name the key ("press 1").
 */

/** `123` → `[pressed 1 2 3]`: spaced, so that no model reads a number where single keys were meant. */
export function pressedText(keys: string): string {
  return `[pressed ${keys.split('').join(' ')}]`;
}

/** The keys of such a message, or null for one that is speech. */
export function pressedIn(text: string): string | null {
  const match = /^\s*\[pressed ([0-9*#A-D](?: [0-9*#A-D])*)\]\s*$/.exec(text);
  return match?.[1]?.replaceAll(' ', '') ?? null;
}

const words: Record<string, string> = {
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  star: '*',
  asterisk: '*',
  pound: '#',
  hash: '#',
};

const key = `(?:[0-9]+|[*#]|${Object.keys(words).join('|')})`;
/** "press 1", "presses one", "pressed the star key", "hit 2 or 3", "dials 0", "key 4", "[pressed 1 2]". */
const named = new RegExp(
  `\\b(?:press|push|hit|dial|enter|type|key)(?:e[ds]|s|es|ed|ing)?\\s+(?:the\\s+)?(?:keys?\\s+|buttons?\\s+|numbers?\\s+)?` +
    `(${key}(?:(?:\\s*,\\s*|\\s+or\\s+|\\s*\\/\\s*)${key})*)(?![\\w])`,
  'gi',
);

/** Every key (or sequence of keys) that a condition or an example names. */
export function keysNamedIn(text: string): string[] {
  const spaced = pressedIn(text);
  if (spaced !== null) return [spaced];
  return [...text.matchAll(named)].flatMap(([, list]) =>
    (list ?? '')
      .split(/\s*,\s*|\s+or\s+|\s*\/\s*/i)
      .map((one) => words[one.toLowerCase()] ?? one)
      .filter((one) => one !== ''),
  );
}
