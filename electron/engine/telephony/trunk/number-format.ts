/** How a trunk wants numbers written. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Trunk } from '#shared/domain/trunk.ts';
import { toE164 } from './read-dial.ts';

/**
 * User part of the address that is dialled, for a valid E.164 number: digits and at most a `+`. In `national` a number of
 * another country has the prefix that is dialled in the trunk's country to leave it.
 */
export function writeNumber(
  e164: string,
  { number_format: format, country }: Pick<Trunk, 'number_format' | 'country'>,
): string {
  const digits = e164.replace(/\D/g, '');
  switch (format) {
    case 'e164':
      return `+${digits}`;
    case 'digits':
      return digits;
    case 'international-00':
      return `00${digits}`;
    case 'national': {
      const number = parsePhoneNumberFromString(e164);
      if (!number || country === null || !isSupportedCountry(country)) return `00${digits}`;
      const written =
        number.country === country ? number.formatNational() : number.format('IDD', { fromCountry: country });
      return written.replace(/\D/g, '') || `00${digits}`;
    }
  }
}

/**
 * The number that is shown to whoever is called: one of the trunk's own, in any writing, as the trunk writes numbers.
 *
 * @param wish null: the trunk's first
 * @returns empty where the trunk has none; null when the trunk does not have it
 */
export function callerIdOf(
  trunk: Pick<Trunk, 'caller_ids' | 'country' | 'number_format'>,
  wish: string | null,
): string | null {
  const [first] = trunk.caller_ids;
  const chosen = wish === null ? first : trunk.caller_ids.find((each) => isSame(each, wish, trunk.country));
  if (chosen === undefined) return wish === null ? '' : null;
  const e164 = toE164(chosen, trunk.country);
  return e164 === null ? chosen : writeNumber(e164, trunk);
}

function isSame(one: string, other: string, country: string | null): boolean {
  if (one.trim() === other.trim()) return true;
  const e164 = toE164(one, country);
  return e164 !== null && e164 === toE164(other, country);
}
