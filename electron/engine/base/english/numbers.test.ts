import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardinalWords, ordinalWords, readCardinal, readDigits, readOrdinal } from './numbers.ts';
import { tokenize } from './tokens.ts';

const cardinal = (text: string): number | undefined => readCardinal(tokenize(text), 0)?.value;
const digits = (text: string): string | undefined => readDigits(tokenize(text), 0)?.value;

test('a spoken cardinal reads back as the number that was spoken', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 }), (n) => {
      const words = tokenize(cardinalWords(n));
      expect(readCardinal(words, 0)).toEqual({ value: n, length: words.length });
    }),
  );
});

test('a spoken ordinal reads back as the number that was spoken', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), (n) => {
      const words = tokenize(ordinalWords(n));
      expect(readOrdinal(words, 0)).toEqual({ value: n, length: words.length });
    }),
  );
});

test('cardinals are read in words and in figures', () => {
  expect([
    cardinal('two hundred and five'),
    cardinal('a hundred'),
    cardinal('one thousand two hundred'),
    cardinal('1,250 dollars'),
    cardinal('twelve point five'),
    cardinal('3rd'),
    cardinal('dollars'),
  ]).toEqual([205, 100, 1200, 1250, 12.5, undefined, undefined]);
});

test('digit strings are read as telephone and order numbers are said', () => {
  expect([
    digits('four oh double five'),
    digits('triple nine one'),
    digits('twenty four sixteen'),
    digits('eight hundred five five five'),
    digits('555-0199'),
    digits('oh'),
  ]).toEqual(['4055', '9991', '2416', '800555', '5550199', undefined]);
});

test('no tokens make the readers fail', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(5), (text, at) => {
      const tokens = tokenize(text);
      readCardinal(tokens, at);
      readOrdinal(tokens, at);
      readDigits(tokens, at);
    }),
  );
});
