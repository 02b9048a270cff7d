import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capitalised, shorten } from './shorten.ts';

test('short texts stay, long ones end in an ellipsis', () => {
  expect([shorten('abc', 3), shorten('abcd', 3), shorten('😀😀', 3)]).toEqual(['abc', 'ab…', '😀…']);
});

test('nothing grows beyond the limit or breaks a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
      const short = shorten(text, limit);
      expect(short.length).toBeLessThanOrEqual(limit);
      expect(short).not.toMatch(/[\ud800-\udfff]/u);
    }),
  );
});

test('a sentence begins with a capital', () => {
  expect(['the edge e', '“x” (e)', ''].map(capitalised)).toEqual(['The edge e', '“x” (e)', '']);
});
