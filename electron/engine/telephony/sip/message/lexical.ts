/** Tokens, quoted strings and white space of RFC 3261 §25.1. Every function takes time linear in its text. */
import { SipError } from '../../../base/errors.ts';

/** What is not SIP. The text itself is never part of the message: it may hold addresses of people. */
export function malformed(message: string, status = 400): SipError {
  return new SipError('sip-malformed', message, { status });
}

export function isToken(text: string): boolean {
  return /^[A-Za-z0-9\-.!%*_+`'~]+$/.test(text);
}

/** Without spaces and tabs at either end. `String.trim` takes more: a byte order mark, for one, is part of a value. */
export function trimBlank(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** As a quoted-string. CR and LF cannot stand in one, not even escaped: they become a space. */
export function quote(text: string): string {
  const oneLine = text.replace(/[\r\n]/g, ' ');
  // Control characters other than the tab are quoted-pairs.

  return `"${oneLine.replace(/["\\\x00-\x08\x0b-\x1f\x7f]/g, '\\$&')}"`;
}

/** Content of a quoted-string; other text as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\([\s\S])/g, '$1');
}

/** Where the quoted-string that opens at `open` closes; -1 where it does not. */
export function closingQuote(text: string, open: number): number {
  for (let index = open + 1; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\\') index += 1;
    else if (character === '"') return index;
  }
  return -1;
}

/**
 * Pieces between separators that stand outside quoted strings, and outside `<>` where `angles` says so. Trimmed; empty
 * ones are kept. An unclosed quote or bracket reaches to the end.
 */
export function splitOutside(text: string, separator: string, angles: boolean): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"' || (angles && character === '<')) {
      const close = character === '"' ? closingQuote(text, index) : text.indexOf('>', index);
      if (close < 0) break;
      index = close;
    } else if (character === separator) {
      pieces.push(trimBlank(text.slice(start, index)));
      start = index + 1;
    }
  }
  pieces.push(trimBlank(text.slice(start)));
  return pieces;
}
