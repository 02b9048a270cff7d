/** Texts of any length, cut to what a message can carry. */

/** At most `limit` characters (UTF-16 units), the last of them an ellipsis where something was cut; no character is split. */
export function shorten(text: string, limit = 60): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  return `${cut.replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The text with a capital at its beginning. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
