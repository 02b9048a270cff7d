/** Finding and replacing in texts: plain words or a regular expression. Pure; slow expressions are the caller's to stop. */

export interface TextQuery {
  find: string;
  isRegex: boolean;
  matchCase: boolean;
  wholeWord: boolean;
}

export interface TextHit {
  /** Index of the text. */
  text: number;
  /** UTF-16 offsets in it. */
  from: number;
  to: number;
  /** What would stand there after replacing. */
  replacement: string;
}

export interface FoundTexts {
  hits: TextHit[];
  /** There are more than were asked for. */
  isCut: boolean;
}

export type CompiledQuery = { ok: true; pattern: RegExp } | { ok: false; message: string };

const wordCharacter = String.raw`[\p{L}\p{M}\p{N}_]`;

/** Not ok for an empty query and for an expression that cannot be read; the message says why, in the browser's words. */
export function compileQuery({ find, isRegex, matchCase, wholeWord }: TextQuery): CompiledQuery {
  if (find === '') return { ok: false, message: 'There is nothing to look for.' };
  const source = isRegex ? find : find.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const whole = wholeWord ? `(?<!${wordCharacter})(?:${source})(?!${wordCharacter})` : source;
  try {
    return { ok: true, pattern: new RegExp(whole, matchCase ? 'gmu' : 'gimu') };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, message: `This is no regular expression yet: ${reason}` };
  }
}

/** At most `limit` hits. Matches of no length are none: nothing could be seen of them. */
export function findInTexts(
  texts: readonly string[],
  pattern: RegExp,
  { replacement, isRegex, limit }: { replacement: string; isRegex: boolean; limit: number },
): FoundTexts {
  const hits: TextHit[] = [];
  for (const [index, text] of texts.entries())
    for (const match of text.matchAll(pattern)) {
      if (match[0] === '') continue;
      if (hits.length >= limit) return { hits, isCut: true };
      hits.push({
        text: index,
        from: match.index,
        to: match.index + match[0].length,
        replacement: isRegex ? expandReplacement(replacement, match) : replacement,
      });
    }
  return { hits, isCut: false };
}

/** `$1`, `$<name>`, `$&` and `$$` as `String.replace` knows them. */
function expandReplacement(template: string, match: RegExpExecArray): string {
  return template.replace(
    /\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)/g,
    (all, dollar?: string, whole?: string, number?: string, name?: string) => {
      if (dollar !== undefined) return '$';
      if (whole !== undefined) return match[0];
      if (number !== undefined) return numbered(number, match) ?? all;
      return match.groups === undefined ? all : (match.groups[name ?? ''] ?? '');
    },
  );
}

/** `$12` is group 12, or group 1 and a 2 where there are fewer; null where there is no such group. */
function numbered(digits: string, match: RegExpExecArray): string | null {
  const groups = match.length - 1;
  if (Number(digits) >= 1 && Number(digits) <= groups) return match[Number(digits)] ?? '';
  const first = Number(digits.charAt(0));
  if (digits.length === 2 && first >= 1 && first <= groups) return (match[first] ?? '') + digits.charAt(1);
  return null;
}

/** A text with hits of it replaced; they are in order and do not overlap. */
export function replaceHits(
  text: string,
  hits: readonly Pick<TextHit, 'from' | 'to' | 'replacement'>[],
): string {
  let replaced = '';
  let after = 0;
  for (const { from, to, replacement } of hits) {
    replaced += text.slice(after, from) + replacement;
    after = to;
  }
  return replaced + text.slice(after);
}
