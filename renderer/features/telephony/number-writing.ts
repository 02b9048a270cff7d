/** Telephone numbers and addresses as people write and read them. What may be dialled is decided by the studio (`phone.check`). */
import { AsYouType, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Somebody types an address or a name, not a number. */
const isAddress = (text: string): boolean => /[\p{L}@:*#;]/u.test(text);

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

/**
 * The text of the number field after it was changed: a number is grouped as its country groups it while one types on at
 * its end or pastes; what is taken away, and what is no number, stays as it was typed.
 * @param country ISO 3166, of the trunk; null when numbers are only read with their `+`
 */
export function groupedNumber(before: string, after: string, country: string | null): string {
  const text = after.normalize('NFKC');
  if (text.length <= before.length || isAddress(text)) return text;
  const isKnown = country !== null && isSupportedCountry(country);
  const grouped = new AsYouType(isKnown ? country : undefined).input(text);
  return digitsOf(grouped) === digitsOf(text) ? grouped : text;
}

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });

/** `DE` → `Germany`; null where there is none. */
export function countryName(iso: string | null): string | null {
  if (iso === null || !/^[A-Z]{2}$/.test(iso)) return null;
  return countryNames.of(iso) ?? null;
}

export interface PartyText {
  /** `030 12345678` of a number, `bob@example.com` of an address. */
  text: string;
  /** Word of the country; null where it cannot be told. */
  country: string | null;
}

/** The other party as a person reads it. */
export function partyText(party: string): PartyText {
  const number = party.startsWith('+') ? parsePhoneNumberFromString(party) : undefined;
  if (number?.country !== undefined)
    return { text: number.formatNational(), country: countryName(number.country) };
  if (number !== undefined) return { text: number.formatInternational(), country: null };
  // How it is reached (;transport=tls) is no part of who it is.
  return { text: party.replace(/^sips?:/i, '').replace(/[;?].*$/, ''), country: null };
}

/** In one line: `030 12345678, Germany`. */
export function partyLine(party: string): string {
  const { text, country } = partyText(party);
  return country === null ? text : `${text}, ${country}`;
}
