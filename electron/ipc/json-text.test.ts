import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonText, scanJson } from './json-text.ts';

const messageOf = (text: string): string => {
  try {
    parseJsonText(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
};

const places = [
  ['{"a":}', 'line 1, column 6: expected a value'],
  ['{"a": 1,}', 'line 1, column 9: expected a key in double quotes'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: expected “,” or “}”'],
  ['[1, 2', 'line 1, column 6: the text ends too early; expected “,” or “]”'],
  ['{"a" 1}', 'line 1, column 6: expected “:” after the key'],
  ['[1] x', 'line 1, column 5: more text after the end'],
  ['"a\nb"', 'line 1, column 3: a string is broken here'],
  ['["\\x"]', 'line 1, column 3: a string is broken here'],
  ['["abc', 'line 1, column 6: the text ends too early; a string is broken here'],
  ["{'a': 1}", 'line 1, column 2: expected a key in double quotes'],
  ['nope', 'line 1, column 1: expected a value'],
  ['[01]', 'line 1, column 3: expected “,” or “]”'],
] as const;

test.each(places)('%j is broken where it says', (text, place) => {
  expect(messageOf(text)).toBe(`This is not JSON: ${place}. Correct it there, or export the workflow again.`);
});

test('an empty text says so', () => {
  expect(messageOf(' \n')).toBe('The text is empty: there is no workflow in it.');
});

test('a byte order mark is allowed', () => {
  expect(parseJsonText('\uFEFF{"a":1}')).toEqual({ a: 1 });
});

test('what could never be written again is refused, however long it is', () => {
  expect(messageOf('['.repeat(200_000))).toContain('column 501: nested more than 500 levels deep');
  expect(parseJsonText(`"${'x'.repeat(5_000_000)}"`)).toHaveLength(5_000_000);
});

test('every JSON document is read', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJsonText(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('a fault is found exactly where JSON.parse finds one to be', () => {
  const cut = fc
    .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '{', '\\', 'x', '1', '\n', ':'))
    .map(([value, at, put]) => {
      const text = JSON.stringify(value);
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + 1);
    });
  fc.assert(
    fc.property(fc.oneof(cut, fc.string()), (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      const { error } = scanJson(text);
      expect(error === null).toBe(valid);
      if (error) expect(error.at >= 0 && error.at <= text.length).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
