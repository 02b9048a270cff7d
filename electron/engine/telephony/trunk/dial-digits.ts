/** What a text comes to for a telephone exchange, however it is written. */

/**
 * Full-width and other compatible forms as plain ones, digits of every script as 0–9, and nothing that is not seen
 * (joiners, direction marks, soft hyphens). Linear in the length.
 */
export function plainText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}\u034f]/gu, '')
    .replace(/[^\x00-\x7f]/gu, (character) =>
      /\p{Nd}/u.test(character) ? String(digitValue(character)) : (likeAscii.get(character) ?? character),
    );
}

/** Pluses and dashes that NFKC keeps. */
const likeAscii: ReadonlyMap<string, string> = new Map([
  ...['＋', '﹢', '➕', '⁺', '₊'].map((plus) => [plus, '+'] as const),
  ...['‐', '‑', '‒', '–', '—', '―', '−', '⁃', '·', '•', '∙', '⋅', 'ー', '～', '〜'].map(
    (dash) => [dash, '-'] as const,
  ),
]);

/** Decimal digits come in runs of ten, in order (Unicode §4.6). */
function digitValue(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  let start = code;
  while (code - start < 9 && /\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return code - start;
}

/** Signs that people write between digits, and keys of the telephone. */
const dialSigns = /^[\d\s+*#()[\]{}./\\:~_'",;=|–-]*$/;

/** Does a plain text say a number rather than a name? Pauses (`p`, `w`) and extensions (`x`, `ext`) may be in it. */
export function looksLikeNumber(plain: string): boolean {
  const said = plain.split(';', 1)[0] ?? '';
  return /\d/.test(said) && dialSigns.test(said.replace(/ext\.?|[pwx]/gi, ''));
}

/** Every digit string that an exchange may take a plain text for, each with whether a `+` stands before it. */
export function dialReadings(plain: string): { digits: string; isInternational: boolean }[] {
  const beforeParameters = plain.split(';', 1)[0] ?? '';
  const parts = [beforeParameters, ...beforeParameters.split(/[,pwx]|ext/i).slice(0, 1)];
  // What stands after service codes: `*67911`, `#31#112`.
  for (const code of ['*', '#']) parts.push(beforeParameters.slice(beforeParameters.lastIndexOf(code) + 1));
  for (const codeLength of [2, 3])
    if (/^\s*[*#]/.test(beforeParameters))
      parts.push(
        beforeParameters
          .replace(/^[\s*#]+/, '')
          .replace(/[^\d]/g, '')
          .slice(codeLength),
      );
  const seen = new Map<string, { digits: string; isInternational: boolean }>();
  for (const part of parts) {
    const digits = part.replace(/\D/g, '');
    const isInternational = /^[^\d]*\+/.test(part);
    if (digits !== '') seen.set(`${String(isInternational)}${digits}`, { digits, isInternational });
  }
  return [...seen.values()];
}
