import { expect, test } from 'vitest';
import { contentStems, stem, tokenize } from './tokens.ts';
import { readYesNo } from './yes-no.ts';

test('words lose case, punctuation and accents; apostrophes, times and dates stay whole', () => {
  expect(tokenize("St. John’s café, 3:30 P.M. (2026-12-05) — it's 2pm!")).toEqual([
    'st',
    "john's",
    'cafe',
    '3:30',
    'pm',
    '2026-12-05',
    "it's",
    '2',
    'pm',
  ]);
});

test('p m spoken as letters is one word', () => {
  expect(tokenize('three thirty p m')).toEqual(['three', 'thirty', 'pm']);
});

test('forms of a word share a stem', () => {
  expect(['booking', 'booked', 'books', 'book'].map(stem)).toEqual(['book', 'book', 'book', 'book']);
  expect(['cancelled', 'cancellation', 'cancel'].map(stem)).toEqual(['cancel', 'cancel', 'cancel']);
  expect(['address', 'addresses'].map(stem)).toEqual(['address', 'address']);
});

test('content words leave out what carries no meaning', () => {
  expect(contentStems('I would like to book an appointment please')).toEqual(['book', 'appointment']);
});

test.each([
  ['yes please', true],
  ['that works for me', true],
  ['no problem', true],
  ['why not', true],
  ['no thanks', false],
  ["I don't think so", false],
  ["that's all", false],
  ["I'm not sure", null],
  ["I don't know", null],
  ['a cleaning', null],
])('"%s" says %s', (text, expected) => {
  expect(readYesNo(tokenize(text))).toBe(expected);
});
