/** Numbers in words. The words are n2words'; what is added is what speech needs: years, digit groups, agreement. */

export type Gender = 'm' | 'f' | 'n';

/** A noun that is counted. */
export interface Noun {
  one: string;
  many: string;
  gender: Gender;
}

/** `kilometre|kilometres|m`; gender m where it is not said. */
export function noun(written: string): Noun {
  const [one = '', many = one, gender = 'm'] = written.split('|');
  return { one, many, gender: gender as Gender };
}

export interface NumberWords {
  /** `value`: digits only, at most 15. */
  cardinal(value: string): string;
  ordinal(value: number): string;
  /** 1000 … 2999. */
  year(value: number): string;
  /** The number as it stands before a noun ("ein", "una"). */
  counted(value: string, gender: Gender): string;
  /** The digits after the mark. */
  fraction(digits: string): string;
  /** Words for 0 … 9. */
  digit: readonly string[];
  point: string;
  minus: string;
}

/** Longer numbers are not amounts but names: they are said digit by digit. */
const longestCardinal = 15;

/** A number as read: `whole` and `fraction` are digits, `fraction` empty when there is none. */
export interface ReadNumber {
  negative: boolean;
  whole: string;
  fraction: string;
}

/** "five five five" */
export function digitByDigit(digits: string, words: NumberWords): string {
  return Array.from(digits.replace(/\D/g, ''), (digit) => words.digit[Number(digit)] ?? '').join(' ');
}

/** Long rows of digits in groups that can be followed: threes, the last of two to four. */
export function digitGroups(digits: string, words: NumberWords): string {
  const groups: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    const size = rest.length === 5 ? 3 : Math.min(3, rest.length - 2);
    groups.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return [...groups, rest].map((group) => digitByDigit(group, words)).join(', ');
}

export function spokenNumber(number: ReadNumber, words: NumberWords, gender?: Gender): string {
  const whole = number.whole.replace(/^0+(?=\d)/, '');
  const said =
    whole.length > longestCardinal
      ? digitGroups(whole, words)
      : number.fraction === '' && gender !== undefined
        ? words.counted(whole, gender)
        : words.cardinal(whole);
  const fraction = number.fraction === '' ? '' : ` ${words.point} ${words.fraction(number.fraction)}`;
  return `${number.negative ? `${words.minus} ` : ''}${said}${fraction}`;
}

/** Is the noun after it in the singular? */
export function isOne({ whole, fraction }: ReadNumber): boolean {
  return fraction === '' && /^0*1$/.test(whole);
}
