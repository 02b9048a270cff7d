import fc from 'fast-check';
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { emergencyNumbers, worldwideEmergencyNumbers } from './emergency-numbers.ts';
import { readDial, toE164 } from './read-dial.ts';

const told = (text: string, country: string | null = null) => {
  const reading = readDial(text, country);
  if (reading.refusal) return reading.refusal.code;
  return reading.kind === 'number' ? reading.e164 : reading.kind === 'sip' ? reading.address : 'nothing';
};

describe('numbers', () => {
  it.each<[string, string | null, string]>([
    ['+49 30 12345678', null, '+493012345678'],
    ['0049 (0)30 / 123456-78', null, '+493012345678'],
    ['tel:+49-30-12345678;phone-context=x', null, '+493012345678'],
    ['030 12345678', 'DE', '+493012345678'],
    ['+４９ ３０ １２３４５６７８', null, '+493012345678'],
    ['(202) 555-0123', 'US', '+12025550123'],
    ['011 49 30 12345678', 'US', '+493012345678'],
    ['+1 800 555 1234', null, '+18005551234'],
    ['030 12345678', null, 'invalid'],
    ['+49 30', null, 'invalid'],
    ['+1 800 FLOWERS', null, 'invalid'],
    ['+49 30 12345678 ext. 5', null, 'invalid'],
    ['+49 30 12345678,,5', null, 'invalid'],
    ['hello', 'DE', 'invalid'],
    ['', 'DE', 'invalid'],
    ['+'.repeat(400), 'DE', 'invalid'],
    ['https://example.com', 'DE', 'invalid'],
    ['urn:nena:service', null, 'invalid'],
  ])('%s in %s: %s', (text, country, expected) => {
    expect(told(text, country)).toBe(expected);
  });

  it('are formatted and named by their country', () => {
    expect(readDial('030 12345678', 'DE')).toEqual({
      kind: 'number',
      e164: '+493012345678',
      formatted: '+49 30 12345678',
      country: 'DE',
      numbers: ['+493012345678'],
      refusal: null,
    });
    expect(toE164('900 555 1234', 'US')).toBe('+19005551234');
  });
});

describe('premium numbers', () => {
  it.each<[string, string | null]>([
    ['+1 900 555 1234', null],
    ['900 555 1234', 'US'],
    ['+1 212 976 5551', null],
    ['0900 1 123456', 'DE'],
    ['+49 180 5 123456', null],
    ['+49 137 7 12345', null],
    ['+49 11833', null],
    ['+44 901 234 5678', null],
    ['+44 70 1234 5678', null],
    ['+33 899 12 34 56', null],
    ['+881 6 123 45678', null],
    ['+870 773 111 632', null],
    ['+979 1 2345 6789', null],
    ['sip:+19005551234@gateway.example', null],
    ['sip:19005551234@gateway.example', null],
    ['sip:09001123456@10.0.0.5', 'DE'],
    ['sip:09001123456@10.0.0.5', null],
    ['sip:0049900112345@10.0.0.5', null],
    ['sip:%39005551234@gateway.example', 'US'],
  ])('%s in %s is refused', (text, country) => {
    expect(told(text, country)).toBe('premium');
  });
});

describe('addresses', () => {
  it.each<[string, string | null, string]>([
    ['sip:alice@example.com', null, 'sip:alice@example.com'],
    ['Alice@example.com:5080;transport=tcp', null, 'sip:Alice@example.com:5080;transport=tcp'],
    ['sip:1000@127.0.0.1', null, 'sip:1000@127.0.0.1'],
    ['sip:10.0.0.5', null, 'sip:10.0.0.5'],
    ['sips:bob@[::1]:5061', null, 'sips:bob@[::1]:5061'],
    ['sip:100@pbx.example', 'DE', 'sip:100@pbx.example'],
    ['sip:bob@example.com;maddr=10.9.9.9;lr?Route=%3Csip:evil%3E', null, 'sip:bob@example.com'],
    ['sip:bob:secret@example.com', null, 'invalid'],
    ['sip:bob@', null, 'invalid'],
    ['sip:b ob@example.com', null, 'invalid'],
    ['sip:493012345678', null, 'invalid'],
  ])('%s in %s: %s', (text, country, expected) => {
    expect(told(text, country)).toBe(expected);
  });

  it('whose user is a number tell the numbers that may be meant', () => {
    expect(readDial('sip:03012345678@10.0.0.5', 'DE')).toMatchObject({ numbers: ['+493012345678'] });
    expect(readDial('sip:493012345678@10.0.0.5', null)).toMatchObject({ numbers: ['+493012345678'] });
    expect(readDial('sip:agent7@10.0.0.5', 'DE')).toMatchObject({ numbers: [] });
  });
});

describe('emergency numbers', () => {
  it.each<[string, string | null]>([
    ['911', null],
    ['9-1-1', 'DE'],
    ['sip:911@gateway.example', 'US'],
    ['sip:911', null],
    ['sip:+1911', null],
    ['sip:+1911@gateway.example', null],
    ['sip:%39%31%31@gateway.example', 'FR'],
    ['sip:911;phone-context=+1@gateway.example', null],
    ['sip:9911@gateway.example', null],
    ['sip:0112@gateway.example', 'DE'],
    ['tel:911;phone-context=+1', null],
    ['*67911', 'US'],
    ['*67 911', 'US'],
    ['#31#112', 'DE'],
    ['911,,5', 'US'],
    ['911x1', 'US'],
    ['+49 (0) 110', null],
    ['0049112', null],
    ['011 44 999', 'US'],
    ['９１１', null],
    ['٩١١', 'US'],
    ['९११', null],
    ['9\u200b1\u00ad1', 'US'],
    ['9−1–1', 'US'],
    ['sip:sos@gateway.example', null],
    ['urn:service:sos', null],
    ['urn:service:sos.police', null],
    ['sip:100@pbx.example', null],
    ['sip:10111@pbx.example', 'ZA'],
  ])('%s in %s is refused', (text, country) => {
    expect(told(text, country)).toBe('emergency');
  });

  it('say the way out where an extension may be meant', () => {
    expect(readDial('sip:100@pbx.example', null).refusal?.message).toMatch(/set the country of the trunk/);
    expect(readDial('911', null).refusal?.message).not.toMatch(/extension/);
  });

  const emergency = fc
    .constantFrom(
      ...[...emergencyNumbers].flatMap(([country, numbers]) =>
        numbers.map((number) => ({ country, number })),
      ),
    )
    .chain(({ country, number }) =>
      fc.stringMatching(/^\d\d$/).map((digits) => ({
        country,
        number: number.replace('?', digits.slice(0, 1)).replace('?', digits.slice(1)),
      })),
    );
  const zeros = [0x30, 0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce, 0x1d7f6];
  const gap = fc.stringMatching(/^[ \-.()/\u00a0\u200b\u2011\u202d]{0,2}$/);

  /** The same digits in another script, with separators between. */
  const writing = (digits: string) =>
    fc
      .tuple(fc.constantFrom(...zeros), fc.array(gap, { minLength: digits.length, maxLength: digits.length }))
      .map(([zero, gaps]) =>
        Array.from(digits, (sign, at) => {
          const written = /\d/.test(sign) ? String.fromCodePoint(zero + Number(sign)) : sign;
          return written + (gaps[at] ?? '');
        }).join(''),
      );
  const callingCode = (country: string) =>
    isSupportedCountry(country) ? getCountryCallingCode(country) : null;

  it('pass in no writing: any script, any separators, with or without prefixes and codes', () => {
    const written = emergency.chain(({ country, number }) => {
      const code = callingCode(country);
      const withCode =
        code === null
          ? []
          : [
              `+${code}${number}`,
              `00${code}${number}`,
              `011${code}${number}`,
              `+${code}0${number}`,
              `${code}${number}`,
            ];
      return fc
        .constantFrom(number, `0${number}`, `9${number}`, `00${number}`, ...withCode)
        .chain(writing)
        .map((text) => ({ country, text }));
    });
    fc.assert(
      fc.property(written, fc.boolean(), ({ country, text }, isKnown) => {
        expect(readDial(text, isKnown ? country : null).refusal?.code).toBe('emergency');
        const address = `sip:${encodeURIComponent(text.replaceAll(/[\s()]/g, ''))}@gateway.example`;
        expect(readDial(address, isKnown ? country : null).refusal?.code).toBe('emergency');
      }),
      { numRuns: 3000 },
    );
  });

  it('that are the same in the whole world are refused in every country', () => {
    const countries = [...emergencyNumbers.keys(), 'ZZ'];
    fc.assert(
      fc.property(
        fc.constantFrom(...worldwideEmergencyNumbers).chain(writing),
        fc.constantFrom(...countries),
        (text, country) => readDial(text, country).refusal?.code === 'emergency',
      ),
      { numRuns: 1000 },
    );
  });
});

it('any text is read without a crash, and what may be dialled holds nothing but digits or an address', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^(sips?:|tel:)?[+0-9*#@;:%.a-z-]{0,40}$/),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(null, 'DE', 'US', 'ZZ'), (typed, country) => {
      const reading = readDial(typed, country);
      if (reading.kind === 'number') expect(reading.e164).toMatch(/^\+\d{4,15}$/);
      if (reading.kind === 'sip') expect(reading.address).toMatch(/^sips?:[^\s<>"]+$/);
      if (reading.kind === 'invalid') expect(reading.refusal.message).not.toBe('');
    }),
    { numRuns: 3000 },
  );
});
