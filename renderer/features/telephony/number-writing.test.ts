import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countryName, groupedNumber, partyLine } from './number-writing.ts';

test.each<[string, string, string | null, string]>([
  ['', '03012345678', 'DE', '030 12345678'],
  ['030', '0301', 'DE', '030 1'],
  ['', '+12125550123', null, '+1 212 555 0123'],
  ['', '＋１２１２５５５０１２３', null, '+1 212 555 0123'],
  ['030 1', '030 ', 'DE', '030 '],
  ['', 'sip:bob@example.com', 'DE', 'sip:bob@example.com'],
  ['', 'bob', 'DE', 'bob'],
  ['', '0301234', null, '0301234'],
  ['', '0301234', 'ZZ', '0301234'],
])('from “%s” to “%s” in %s reads “%s”', (before, after, country, read) => {
  expect(groupedNumber(before, after, country)).toBe(read);
});

test('grouping neither loses nor adds a digit', () => {
  const typed = fc.string({
    unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '9', '+', ' ', '-', '(', ')', '/'),
    maxLength: 24,
  });
  fc.assert(
    fc.property(typed, fc.constantFrom('DE', 'US', 'GB', null), (text, country) => {
      expect(groupedNumber('', text, country).replaceAll(/\D/g, '')).toBe(text.replaceAll(/\D/g, ''));
    }),
  );
});

test.each([
  ['+493012345678', '030 12345678, Germany'],
  ['+12125550123', '(212) 555-0123, United States'],
  ['sip:bob@example.com:5070', 'bob@example.com:5070'],
  ['sip:bob@example.com;transport=tls', 'bob@example.com'],
  ['anonymous', 'anonymous'],
  ['+999', '+999'],
])('%s is shown as %s', (party, shown) => {
  expect(partyLine(party)).toBe(shown);
});

test('a country has its word', () => {
  expect([countryName('GB'), countryName('x'), countryName(null)]).toEqual(['United Kingdom', null, null]);
});
