/** Emergency numbers are never dialled: an agent has nothing to report and would hold a line that somebody needs. */
import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import { dialReadings, looksLikeNumber, plainText } from './dial-digits.ts';
import { emergencyNumbers, worldwideEmergencyNumbers } from './emergency-numbers.ts';

/** Calling code → what is an emergency number in its countries. */
const byCallingCode = new Map<string, string[]>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country);
  byCallingCode.set(code, [...(byCallingCode.get(code) ?? []), ...(emergencyNumbers.get(country) ?? [])]);
}
const everywhere = [...new Set([...emergencyNumbers.values()].flat())];
const bestKnown = ['112', '911', '999'];
const shortest = 2;
const longest = Math.max(...everywhere.map((number) => number.length));
/** Outside line, 011, three digits of a country, trunk prefix. */
const longestPrefix = 8;

/**
 * The emergency number that a text would reach or may be meant as, or null: as such, behind the digit for an outside line,
 * with the country's code, after a service code, with a name for the emergency services.
 *
 * @param country ISO 3166, in which the call is made; null: unknown, then those of every country are meant
 */
export function emergencyIn(text: string, country: string | null): string | null {
  const plain = plainText(text);
  if (/^\s*(urn:service:)?sos(\.[a-z-]+)*\s*$/i.test(plain)) return 'sos';
  if (!looksLikeNumber(plain)) return null;
  for (const reading of dialReadings(plain)) {
    const found = emergencyOf(reading.digits, reading.isInternational, country);
    if (found !== null) return found;
  }
  return null;
}

/** As in a subscriber's number, without its country's code. */
function emergencyOf(digits: string, isInternational: boolean, country: string | null): string | null {
  for (let length = shortest; length <= longest && length <= digits.length; length += 1) {
    const number = digits.slice(-length);
    const before = digits.slice(0, -length);
    if (before.length > longestPrefix) continue;
    // `before`: [outside line] [international prefix] [code of a country] [trunk prefix]
    if (/^[09]?(00|011)?$/.test(before) && isEmergency(number, local(country))) return number;
    for (const { code, hasPrefix } of codesIn(before, isInternational)) {
      const there = byCallingCode.get(code) ?? [];
      // Bare digits may be an extension: then only what the country of the call, or every child, knows is meant.
      const isMeant = hasPrefix || country === null || code === callingCodeOf(country);
      const list = hasPrefix ? worldwideEmergencyNumbers : bestKnown;
      if (isEmergency(number, isMeant ? [...there, ...list] : list)) return number;
    }
  }
  return null;
}

/** Calling codes that `before` may end in, with or without a trunk prefix after it. */
function codesIn(before: string, isInternational: boolean): { code: string; hasPrefix: boolean }[] {
  const codes: { code: string; hasPrefix: boolean }[] = [];
  for (const rest of before.endsWith('0') ? [before, before.slice(0, -1)] : [before])
    for (const size of [1, 2, 3]) {
      const code = rest.slice(-size);
      const prefix = rest.slice(0, -size);
      if (code.length !== size || !byCallingCode.has(code)) continue;
      if (/^[09]?(00|011)$/.test(prefix)) codes.push({ code, hasPrefix: true });
      if (/^[09]?$/.test(prefix)) codes.push({ code, hasPrefix: isInternational });
    }
  return codes;
}

function local(country: string | null): readonly string[] {
  if (country === null) return [...everywhere, ...worldwideEmergencyNumbers];
  return [...(emergencyNumbers.get(country) ?? []), ...worldwideEmergencyNumbers];
}

function callingCodeOf(country: string): string | null {
  return isSupportedCountry(country) ? getCountryCallingCode(country) : null;
}

function isEmergency(number: string, list: readonly string[]): boolean {
  return list.some((each) => {
    if (each === number || !each.includes('?')) return each === number;
    const kept = each.indexOf('?');
    return each.length === number.length && each.slice(0, kept) === number.slice(0, kept);
  });
}
