import { expect, test } from 'vitest';
import { wrap } from './wrapped.ts';

const tenLetters = (part: string): boolean => part.length <= 10;

test('a text is broken between words, and what does not fit two lines is cut', () => {
  expect({
    short: wrap(tenLetters, 'Greeting'),
    two: wrap(tenLetters, 'Ask for the date'),
    cut: wrap(tenLetters, 'Ask for the date of birth'),
    long: wrap(tenLetters, 'Identification'),
    empty: wrap(tenLetters, ''),
  }).toEqual({
    short: ['Greeting'],
    two: ['Ask for', 'the date'],
    cut: ['Ask for', 'the date…'],
    long: ['Identific…'],
    empty: [''],
  });
});
