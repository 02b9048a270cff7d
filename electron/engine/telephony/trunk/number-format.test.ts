import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { expect, it } from 'vitest';
import { emergencyIn } from './emergency.ts';
import { callerIdOf, writeNumber } from './number-format.ts';
import { readDial } from './read-dial.ts';

const formats = ['e164', 'digits', 'national', 'international-00'] as const;

it.each<[string, string | null, string[]]>([
  ['+493012345678', 'DE', ['+493012345678', '493012345678', '03012345678', '00493012345678']],
  ['+12025550123', 'DE', ['+12025550123', '12025550123', '0012025550123', '0012025550123']],
  ['+493012345678', 'US', ['+493012345678', '493012345678', '011493012345678', '00493012345678']],
  ['+493012345678', null, ['+493012345678', '493012345678', '00493012345678', '00493012345678']],
])('%s for a trunk in %s', (number, country, expected) => {
  expect(formats.map((format) => writeNumber(number, { number_format: format, country }))).toEqual(expected);
});

it('a number of any country is dialled and is no emergency in any writing of a trunk', () => {
  for (const country of getCountries()) {
    const number = getExampleNumber(country, examples)?.number;
    if (number === undefined) continue;
    expect(readDial(number, null)).toMatchObject({ kind: 'number', e164: number, refusal: null });
    for (const format of formats) {
      const written = writeNumber(number, { number_format: format, country });
      expect([written, emergencyIn(written, country)]).toEqual([written, null]);
    }
  }
});

it('a caller id is one of the trunk’s, in any writing', () => {
  const trunk = { caller_ids: ['+49 30 12345678', 'desk'], country: 'DE', number_format: 'digits' as const };
  expect([null, '030/12345678', 'desk', '+4930999999'].map((wish) => callerIdOf(trunk, wish))).toEqual([
    '493012345678',
    '493012345678',
    'desk',
    null,
  ]);
  expect(callerIdOf({ ...trunk, caller_ids: [] }, null)).toBe('');
});
