/** Numbers that cost more than a call: never dialled, because a mistake or a trick would cost its owner dearly. */
import { type PhoneNumber } from 'libphonenumber-js/max';

/**
 * UK 070 and the like look like mobiles and cost like premium services. Voice mail, toll-free, UAN and VoIP numbers cost
 * what calls cost: they may be dialled.
 */
const dearTypes: ReadonlySet<string> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER']);

/** Not of a country (ITU-T E.164 Annex D), each a matter of dollars a minute. */
const dearCodes: ReadonlyMap<string, string> = new Map([
  ['808', 'an international shared-cost service'],
  ['870', 'a satellite telephone (Inmarsat)'],
  ['878', 'a universal personal number'],
  ['881', 'a satellite telephone'],
  ['882', 'an international network'],
  ['883', 'an international network'],
  ['979', 'an international premium service'],
]);

/**
 * Beginnings, after the `+`, that exchanges connect although the metadata knows them as nothing or as something else: 900 and
 * the 976 exchange in North America; in Germany 0900, 0190, 0137, 0138, 0180, 012, 0191–0194 and 118xx.
 */
const dearBeginnings = [/^1900/, /^1\d{3}976\d{4}$/, /^49(900|190|137|138|180|118|12|19[1-4])/];

/** National numbers whose country is not known: `0900…` and the like. */
const dearAnywhere = /^0?(900|976|190[0-9]|0137|118\d{2,3}$)/;

/** What the number is, in words for after "is", or null when it costs what a call costs. */
export function premiumKind(
  number: Pick<PhoneNumber, 'number' | 'countryCallingCode'> & { type: string | undefined },
): string | null {
  const digits = number.number.slice(1);
  const international = dearCodes.get(number.countryCallingCode);
  if (international !== undefined) return international;
  if (number.type !== undefined && dearTypes.has(number.type)) return wordsOf(number.type);
  return dearBeginnings.some((beginning) => beginning.test(digits)) ? 'a premium or service number' : null;
}

/** @param digits as in the address of a SIP user, without `+` and of an unknown country */
export function looksPremium(digits: string): boolean {
  return digits.length >= 5 && dearAnywhere.test(digits);
}

function wordsOf(type: string): string {
  if (type === 'SHARED_COST') return 'a shared-cost number';
  return type === 'PERSONAL_NUMBER' ? 'a personal number at a premium rate' : 'a premium number';
}
