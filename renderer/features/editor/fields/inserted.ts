/** The text with `{{path}}` in place of what is selected, and where the cursor is then. */
export function inserted(
  text: string,
  start: number | null,
  end: number | null,
  path: string,
): { text: string; cursor: number } {
  const from = start ?? text.length;
  const placeholder = `{{${path}}}`;
  return {
    text: text.slice(0, from) + placeholder + text.slice(end ?? from),
    cursor: from + placeholder.length,
  };
}
