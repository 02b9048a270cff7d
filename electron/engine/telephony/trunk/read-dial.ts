/** What a text means that somebody wants to dial, and whether it may be. Nothing here asks anybody: see `electron/trunks`. */
import { isIPv4 } from 'node:net';
import { isSupportedCountry, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import { StudioError } from '../../base/errors.ts';
import { formatUri, parseUri } from '../sip/message/uri.ts';
import { dialReadings, looksLikeNumber, plainText } from './dial-digits.ts';
import { emergencyIn } from './emergency.ts';
import { looksPremium, premiumKind } from './premium.ts';

export interface DialRefusal {
  code: 'invalid' | 'emergency' | 'premium';
  /** What is wrong and what to do. */
  message: string;
}

export type DialReading =
  | {
      kind: 'number';
      /** `+493012345678` */
      e164: string;
      /** `+49 30 12345678` */
      formatted: string;
      /** ISO 3166; null for numbers of no country. */
      country: string | null;
      /** E.164 numbers that would be reached: for the do-not-call list. */
      numbers: readonly string[];
      refusal: DialRefusal | null;
    }
  | {
      kind: 'sip';
      /** As a Request-URI, without header fields. */
      address: string;
      /** Without the scheme. */
      formatted: string;
      /** E.164 numbers that its user part may stand for; mostly none. */
      numbers: readonly string[];
      refusal: DialRefusal | null;
    }
  | { kind: 'invalid'; refusal: DialRefusal };

/** Longer ones are no number and no address. */
const longestText = 300;
/** Parameters of an address that would send the call elsewhere, or as something else (RFC 3261 §19.1.1). */
const misleading = ['maddr', 'ttl', 'method', 'lr'];

/** @param country ISO 3166 in which numbers without a country's code are read; null: they are refused */
export function readDial(text: string, country: string | null): DialReading {
  const plain = plainText(text.slice(0, longestText + 1)).trim();
  if (plain === '' || plain.length > longestText)
    return invalid('Enter a telephone number or a SIP address.');
  if (/^sips?:/i.test(plain)) return readAddress(plain, country);
  if (/^urn:/i.test(plain)) return emergencyIn(plain, country) === null ? invalidScheme() : emergency('sos');
  if (/^tel:/i.test(plain)) return readNumber(plain.slice('tel:'.length), country);
  if (plain.includes('@')) return readAddress(`sip:${plain}`, country);
  return readNumber(plain, country);
}

/** A number in any writing as E.164; null when it is none. Emergency and premium numbers are numbers, too. */
export function toE164(text: string, country: string | null): string | null {
  const plain = plainText(text.slice(0, 100)).trim().replace(/^tel:/i, '');
  return parse(plain, country)?.number ?? null;
}

function readNumber(plain: string, country: string | null): DialReading {
  const found = emergencyIn(plain, country);
  if (found !== null) return emergency(found);
  if (!looksLikeNumber(plain))
    return invalid(
      'This is no telephone number and no SIP address. Write +, the country’s code and the number.',
    );
  const written = plain.split(';', 1)[0] ?? '';
  if (/[*#,pwx]/i.test(written))
    return invalid(
      'Dial the number alone, without keys, pauses or an extension; press those during the call.',
    );
  const number = parse(written, country);
  if (number) return judged(number);
  const international = /^(\+|00)/.test(written.trim());
  if (!international && country === null)
    return invalid(
      'The number has no country’s code. Write it with + and the code, or set the country of the trunk.',
    );
  const possible = parsePhoneNumberFromString(asInternational(written), options(country));
  const dear = possible && premiumOf(possible);
  if (dear) return { kind: 'invalid', refusal: premium(dear) };
  return invalid(
    possible?.country
      ? `There is no such number in ${possible.country}. Look for a missing or surplus digit.`
      : 'There is no such number. Look for a missing or surplus digit, or a wrong country’s code.',
  );
}

function judged(number: PhoneNumber): DialReading {
  const kind = premiumOf(number);
  return {
    kind: 'number',
    e164: number.number,
    formatted: number.formatInternational(),
    country: number.country ?? null,
    numbers: [number.number],
    refusal: kind === null ? null : premium(kind),
  };
}

function readAddress(text: string, country: string | null): DialReading {
  // `sip:911` has a host and no user; people who write it mean the number.
  const rest = text.slice(text.indexOf(':') + 1);
  const alone = rest.split(/[;?]/, 1)[0] ?? '';
  if (!rest.includes('@') && !isIPv4(alone.replace(/:\d{1,5}$/, '')) && looksLikeNumber(alone))
    return readNumber(alone, country);
  let uri;
  try {
    uri = parseUri(text);
  } catch (error) {
    if (error instanceof StudioError) return invalid(`${error.message}. Write it like sip:name@example.com.`);
    throw error;
  }
  if (uri.password !== null)
    return invalid('An address must not hold a password. Passwords belong into the trunk.');
  for (const name of misleading) uri.parameters.delete(name);
  uri.headers.clear();
  const user = plainText(uri.user);
  const bare = formatUri({ ...uri, parameters: new Map() });
  return {
    kind: 'sip',
    address: formatUri(uri),
    formatted: bare.slice(bare.indexOf(':') + 1),
    ...userNumbers(user, country),
  };
}

/** The rules for numbers hold for the user part of an address, too: it may be a gateway to the telephone network. */
function userNumbers(
  user: string,
  country: string | null,
): { numbers: string[]; refusal: DialRefusal | null } {
  const found = emergencyIn(user, country);
  if (found !== null)
    return { numbers: [], refusal: emergency(found, country === null && /^\d+$/.test(user)).refusal };
  if (!looksLikeNumber(user)) return { numbers: [], refusal: null };
  const numbers = new Map<string, PhoneNumber>();
  let isDear = false;
  for (const { digits, isInternational } of dialReadings(user)) {
    isDear ||= !isInternational && looksPremium(digits);
    for (const written of isInternational ? [`+${digits}`] : [digits, `+${digits}`]) {
      const number = parse(written, country);
      if (number) numbers.set(number.number, number);
      const possible = parsePhoneNumberFromString(asInternational(written), options(country));
      isDear ||= possible !== undefined && premiumOf(possible) !== null;
    }
  }
  return {
    numbers: [...numbers.keys()],
    refusal: isDear ? premium('a premium or service number') : null,
  };
}

/** A valid number without an extension. */
function parse(written: string, country: string | null): PhoneNumber | null {
  const number = parsePhoneNumberFromString(asInternational(written), options(country));
  return number?.isValid() === true && !number.ext ? number : null;
}

function options(country: string | null) {
  const known = country !== null && isSupportedCountry(country) ? country : null;
  return { extract: false, ...(known ? { defaultCountry: known } : {}) };
}

/** `00` is the international prefix where the country says nothing else. */
function asInternational(written: string): string {
  return written.trim().replace(/^00(?=[1-9])/, '+');
}

function premiumOf(number: PhoneNumber): string | null {
  const { countryCallingCode } = number;
  return premiumKind({ number: number.number, countryCallingCode, type: number.getType() });
}

function invalid(message: string): { kind: 'invalid'; refusal: DialRefusal } {
  return { kind: 'invalid', refusal: { code: 'invalid', message } };
}

function invalidScheme(): DialReading {
  return invalid('Only telephone numbers and sip:, sips: and tel: addresses can be called.');
}

function emergency(number: string, mayBeInternal = false): { kind: 'invalid'; refusal: DialRefusal } {
  const wayOut = mayBeInternal
    ? ' If it is an extension, set the country of the trunk: then only that country’s emergency numbers are refused.'
    : '';
  return {
    kind: 'invalid',
    refusal: {
      code: 'emergency',
      message: `Emergency numbers (${number}) are never dialled. In an emergency use a telephone.${wayOut}`,
    },
  };
}

function premium(kind: string): DialRefusal {
  return {
    code: 'premium',
    message: `This is ${kind}: such numbers are never dialled, because of what they cost.`,
  };
}
