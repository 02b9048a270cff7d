import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainLine, plainText } from './plain-text.ts';

test('what could steer a terminal is shown instead', () => {
  expect(plainLine('a\u001b[31mred\nb\u0000\u009b\u202ec')).toBe(
    'a\\u001b[31mred\\u000ab\\u0000\\u009b\\u202ec',
  );
});

test('lines stay lines where several are meant', () => {
  expect(plainText('a\nb\u0007\n')).toBe('a\nb\\u0007\n');
});

test('every other text stays as it is, and no line breaks in two', () => {
  expect(plainLine('“Zahnärztin” (n-1) 予約 😀')).toBe('“Zahnärztin” (n-1) 予約 😀');
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (units) => {
      const text = String.fromCharCode(...units);
      expect(plainLine(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});
