/** JSON text from a person's file, with an error that says where it is broken. */
import { StudioError } from '#engine/base/errors.ts';

/** Deepest nesting that is read. Workflows nest about ten levels; beyond some thousands nothing could be written again. */
const MAX_DEPTH = 500;

/** Throws `input-invalid`, naming line and column, when the text is no JSON. A byte order mark is allowed. */
export function parseJsonText(text: string): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (json.trim() === '')
    throw new StudioError('input-invalid', 'The text is empty: there is no workflow in it.');
  const { error } = scanJson(json);
  if (error) {
    const { line, column } = lineAndColumn(json, error.at);
    throw new StudioError(
      'input-invalid',
      `This is not JSON: line ${line}, column ${column}: ${error.reason}. Correct it there, or export the workflow again.`,
    );
  }
  return JSON.parse(json);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Characters below the space are control characters and must be escaped. */
const FIRST_PLAIN = 0x20;

interface JsonFault {
  /** Offset in UTF-16 units. */
  at: number;
  reason: string;
}

const WHITESPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Finds the first fault (RFC 8259), or null. `JSON.parse` gives a position for some faults only, and none that is
 * part of its interface.
 *
 * ```
 *              ┌── , (array) ──────────────┐
 *   value ─► after ─── , (object) ─► key ─► : ─► value
 *     │ [ {      │ ] }  (pops)
 *     └─ pushes ─┘
 * ```
 */
export function scanJson(text: string): { error: JsonFault | null } {
  const open: ('[' | '{')[] = [];
  let at = 0;
  const fault = (reason: string): { error: JsonFault } => ({
    error: { at, reason: at >= text.length ? `the text ends too early; ${reason}` : reason },
  });
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  /** False leaves `at` where the string breaks. Character by character: a pattern's stack would not hold a long string. */
  const takeString = (): boolean => {
    at += 1;
    while (at < text.length) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        at += 1;
        return true;
      }
      if (unit === BACKSLASH ? !take(ESCAPE) : unit < FIRST_PLAIN) return false;
      if (unit !== BACKSLASH) at += 1;
    }
    return false;
  };
  let expected: 'value' | 'first-value' | 'key' | 'first-key' | 'after' = 'value';
  for (;;) {
    take(WHITESPACE);
    const character = text[at] ?? '';
    const inside = open.at(-1);
    if (expected === 'after') {
      if (inside === undefined)
        return at === text.length ? { error: null } : fault('more text after the end');
      const close = inside === '[' ? ']' : '}';
      if (character === ',') expected = inside === '[' ? 'value' : 'key';
      else if (character === close) open.pop();
      else return fault(`expected “,” or “${close}”`);
      at += 1;
    } else if (expected === 'key' || expected === 'first-key') {
      if (character === '}' && expected === 'first-key') {
        open.pop();
        at += 1;
        expected = 'after';
        continue;
      }
      if (character !== '"') return fault('expected a key in double quotes');
      if (!takeString()) return fault('a string is broken here');
      take(WHITESPACE);
      if (text[at] !== ':') return fault('expected “:” after the key');
      at += 1;
      expected = 'value';
    } else if (character === ']' && expected === 'first-value') {
      open.pop();
      at += 1;
      expected = 'after';
    } else if (character === '[' || character === '{') {
      open.push(character);
      if (open.length > MAX_DEPTH) return fault(`nested more than ${MAX_DEPTH} levels deep`);
      at += 1;
      expected = character === '[' ? 'first-value' : 'first-key';
    } else if (character === '"') {
      if (!takeString()) return fault('a string is broken here');
      expected = 'after';
    } else if (take(SCALAR)) expected = 'after';
    else return fault('expected a value');
  }
}

/** Both counted from 1; columns in UTF-16 units, as editors count them. */
function lineAndColumn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
