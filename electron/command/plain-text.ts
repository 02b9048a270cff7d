/** Text from documents and callers, made safe for a terminal. */

/**
 * Control characters, and the marks that reverse the direction of writing: printed as they are, they could move the
 * cursor, recolour the screen or disguise a line.
 */
const unprintable = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]', 'g');

/** One line in which every character is visible; others stand as `\u001b`. */
export function plainLine(text: string): string {
  return text.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same, line by line: breaks stay. */
export function plainText(text: string): string {
  return text.split('\n').map(plainLine).join('\n');
}
