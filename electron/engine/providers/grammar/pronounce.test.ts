import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRST_NAMES, LAST_NAMES } from '../../base/english/person-names.ts';
import { compileGrammar } from './compile.ts';
import { PHONES } from './garbage.ts';
import { guessPronunciation, PronouncingDictionary } from './pronounce.ts';
import { bookingHints, nameHints, numberHints, timeHints } from './testing/appointment-hints.ts';

const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('soundswallower/jsonly')));
const dictionary = new PronouncingDictionary(
  readFileSync(join(packageFolder, 'model/en-us/dict.txt'), 'latin1'),
);

test('all names and all words of the fixed rules are in the dictionary', () => {
  expect(dictionary.lookUp([...FIRST_NAMES, ...LAST_NAMES]).guessed).toEqual([]);
  for (const hints of [bookingHints, timeHints, nameHints, numberHints]) {
    expect(dictionary.lookUp(compileGrammar(hints).words).guessed).toEqual([]);
  }
});

test('a word brings its alternatives, whatever its case', () => {
  const { pronunciations } = dictionary.lookUp(['Tuesday', 'either', 'X']);
  expect([...pronunciations]).toEqual([
    ['Tuesday', expect.arrayContaining(['T UW Z D IY'])],
    ['either', expect.arrayContaining(['IY DH ER', 'AY DH ER'])],
    ['X', ['EH K S']],
  ]);
});

test('a brand that no dictionary knows is read by its letters', () => {
  expect(dictionary.lookUp(['Zorblatt']).guessed).toEqual(['Zorblatt']);
  expect([guessPronunciation('Zorblatt'), guessPronunciation('phone'), guessPronunciation('')]).toEqual([
    'Z AO R B L AE T',
    'F OW N',
    'AH',
  ]);
});

test('any word gets phones of the model', () => {
  const known = new Set(PHONES);
  fc.assert(
    fc.property(fc.string(), (word) => {
      expect(
        guessPronunciation(word)
          .split(' ')
          .every((phone) => known.has(phone)),
      ).toBe(true);
    }),
  );
});
