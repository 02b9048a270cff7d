/** Money, percentages, units, ranges and plain numbers, the same way in every language. */
import type { Currency, SpeechLanguage } from '../languages/language.ts';
import {
  digitByDigit,
  digitGroups,
  isOne,
  spokenNumber,
  type Noun,
  type ReadNumber,
} from '../number-words.ts';
import type { Rule } from '../rule.ts';

/** No digit, letter or decimal mark may touch a number from outside. */
const freeBefore = '(?<![\\p{L}\\p{N}]|\\d[.,])';
const freeAfter = '(?![\\p{L}\\p{N}]|[.,]\\d)';
const sign = '(?:(?<![\\p{L}\\p{N}.,)])([-−]))?';
const dash = '\\s?[-–—]\\s?';

function escaped(words: readonly string[]): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|');
}

export function moneyRules(language: SpeechLanguage): Rule[] {
  const { number, read, words, scales } = language;
  const bySign = new Map<string, Currency>();
  for (const currency of language.currencies)
    for (const written of currency.signs) bySign.set(written, currency);
  const signs = escaped([...bySign.keys()]);
  for (const currency of language.currencies)
    for (const written of currency.names ?? []) bySign.set(written, currency);
  const signsAfter = escaped([...bySign.keys()]);
  const scale = `(?:\\s?(${escaped(scales.map(([written]) => written))})(?![\\p{L}\\p{N}]))?`;

  const amount = (negative: boolean, written: string, scaleWord: string, currency: Currency): string => {
    const value = read(written);
    const minus = negative ? `${words.minus} ` : '';
    if (scaleWord !== '') {
      const scaled = scaledNumber(value, scaleWord, language);
      return `${minus}${scaled} ${language.afterScale(currency.main.many)}${currency.main.many}`;
    }
    const { main, hundredth } = currency;
    if (value.fraction.length === 2 && hundredth) {
      const cents = Number(value.fraction);
      const whole = { ...value, fraction: '' };
      if (cents === 0) return minus + counted(whole, main, language);
      if (/^0+$/.test(value.whole))
        return minus + counted({ negative: false, whole: String(cents), fraction: '' }, hundredth, language);
      return minus + language.amount(counted(whole, main, language), cents, hundredth);
    }
    return minus + counted(value, main, language);
  };

  return [
    // $5–10, $5-$10
    {
      pattern: new RegExp(
        `${sign}(${signs})\\s?(${number})${dash}(?:\\2\\s?)?(${number})${scale}${freeAfter}`,
        'gu',
      ),
      say: ({ group }) => {
        const currency = bySign.get(group(2));
        if (!currency) return null;
        const from = read(group(3));
        return `${spokenNumber(from, words, currency.main.gender)} ${language.to} ${amount(false, group(4), group(5), currency)}`;
      },
    },
    {
      pattern: new RegExp(`${sign}(${signs})\\s?(${number})${scale}${freeAfter}`, 'gu'),
      say: ({ group }) => {
        const currency = bySign.get(group(2));
        return currency ? amount(group(1) !== '', group(3), group(4), currency) : null;
      },
    },
    {
      pattern: new RegExp(
        `${freeBefore}${sign}(${number})${dash}(${number})${scale}\\s?(${signsAfter})(?![\\p{L}\\p{N}])`,
        'gu',
      ),
      say: ({ group }) => {
        const currency = bySign.get(group(5));
        if (!currency) return null;
        return `${spokenNumber(read(group(2)), words, currency.main.gender)} ${language.to} ${amount(false, group(3), group(4), currency)}`;
      },
    },
    {
      pattern: new RegExp(
        `${freeBefore}${sign}(${number})${scale}\\s?(${signsAfter})(?![\\p{L}\\p{N}])`,
        'gu',
      ),
      say: ({ group }) => {
        const currency = bySign.get(group(4));
        return currency ? amount(group(1) !== '', group(2), group(3), currency) : null;
      },
    },
  ];
}

/** "three kilograms" */
export function counted(value: ReadNumber, thing: Noun, language: SpeechLanguage): string {
  return `${spokenNumber(value, language.words, thing.gender)} ${isOne(value) ? thing.one : thing.many}`;
}

/** "one point five million"; a scale word that is not known stays as it is. */
export function scaledNumber(value: ReadNumber, written: string, language: SpeechLanguage): string {
  const scale = language.scales.find(([word]) => word.toLowerCase() === written.toLowerCase())?.[1];
  const name = scale ? (isOne(value) ? scale.one : scale.many) : written;
  return `${spokenNumber(value, language.words, scale?.gender)} ${name}`;
}

export function measureRules(language: SpeechLanguage): Rule[] {
  const { number, read, words } = language;
  const units = escaped(Object.keys(language.units));
  const say = (written: string, unit: string, after: string, negative = false): string | null => {
    const thing = language.units[unit];
    // The full stop of "5 min." may have been the sentence's too.
    const end = unit.endsWith('.') && /^\s*$|^\s+\p{Lu}/u.test(after) ? '.' : '';
    return thing ? counted({ ...read(written), negative }, thing, language) + end : null;
  };
  return [
    {
      pattern: new RegExp(`${freeBefore}(${number})\\s?%?${dash}(${number})\\s?%`, 'gu'),
      say: ({ group }) =>
        `${spokenNumber(read(group(1)), words)} ${language.to} ${spokenNumber(read(group(2)), words)} ${language.percent}`,
    },
    {
      pattern: new RegExp(`${freeBefore}${sign}(${number})\\s?%`, 'gu'),
      say: ({ group }) =>
        `${spokenNumber({ ...read(group(2)), negative: group(1) !== '' }, words)} ${language.percent}`,
    },
    {
      pattern: new RegExp(`${freeBefore}(${number})${dash}(${number})\\s?(${units})(?![\\p{L}\\p{N}])`, 'gu'),
      say: ({ group, after }) => {
        const said = say(group(2), group(3), after);
        return said && `${spokenNumber(read(group(1)), words)} ${language.to} ${said}`;
      },
    },
    {
      pattern: new RegExp(`${freeBefore}${sign}(${number})\\s?(${units})(?![\\p{L}\\p{N}]|/)`, 'gu'),
      say: ({ group, after }) => say(group(2), group(3), after, group(1) !== ''),
    },
  ];
}

/** What is still written in digits when all that has a meaning of its own has been said. */
export function numberRules(language: SpeechLanguage): Rule[] {
  const { number, read, words, scales } = language;
  // Only the short forms (k, M): a scale written as a word is a word already.
  const shortScales = escaped(scales.map(([written]) => written).filter((written) => written.length <= 2));
  return [
    // Versions and addresses of machines: 2.1.3
    {
      pattern: new RegExp(`${freeBefore}\\d{1,6}(?:\\.\\d{1,6}){2,7}${freeAfter}`, 'gu'),
      say: ({ text }) =>
        text
          .split('.')
          .map((part) => spokenNumber({ negative: false, whole: part, fraction: '' }, words))
          .join(` ${language.address['.'] ?? ''} `),
    },
    {
      pattern: new RegExp(`${freeBefore}(${number})(${shortScales})(?![\\p{L}\\p{N}])`, 'gu'),
      say: ({ group }) => scaledNumber(read(group(1)), group(2), language),
    },
    // A range, when it goes up; anything else with a hyphen is a row of numbers.
    {
      pattern: new RegExp(
        `${freeBefore}(?<!\\d[-–])(${number})${dash}(${number})(?![\\p{N}]|[.,-]\\d|\\p{L})`,
        'gu',
      ),
      say: ({ group, text }) => {
        const from = read(group(1));
        const to = read(group(2));
        const up = Number(`${from.whole}.${from.fraction}`) < Number(`${to.whole}.${to.fraction}`);
        if (!up || /^0\d/.test(group(1)) || /^0\d/.test(group(2))) {
          if (/\s-\s/.test(text) && !/^0\d/.test(group(1)))
            return `${spokenNumber(from, words)} ${words.minus} ${spokenNumber(to, words)}`;
          return /[-–]/.test(text)
            ? `${digitByDigit(group(1), words)}, ${digitByDigit(group(2), words)}`
            : null;
        }
        return `${spokenNumber(from, words)} ${language.to} ${spokenNumber(to, words)}`;
      },
    },
    // Cards, accounts: groups with hyphens or spaces between them.
    {
      pattern:
        /(?<![\p{L}\p{N}])\d{2,8}(?:-\d{2,8}){1,6}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])\d{4}(?: \d{4}){2,4}(?![\p{L}\p{N}])/gu,
      say: ({ text }) =>
        text
          .split(/[- ]/)
          .map((group) => digitByDigit(group, words))
          .join(', '),
    },
    // Digits that begin with 0, or are too many for an amount, are a name.
    {
      pattern: /(?<![\p{L}\p{N}.,])(?:0\d{1,30}|\d{7,30})(?![\p{L}\p{N}]|[.,]\d)/gu,
      say: ({ text }) => digitGroups(text, words),
    },
    {
      pattern: new RegExp(`${freeBefore}${sign}(${number})(?![\\p{N}])`, 'gu'),
      say: ({ group, after }) => {
        const said = spokenNumber({ ...read(group(2)), negative: group(1) !== '' }, words);
        return /^\p{L}/u.test(after) ? `${said} ` : said;
      },
    },
    // Whatever is left: digits within a word.
    {
      pattern: /\d{1,40}/g,
      say: ({ text, before, after }) => {
        const said =
          text.length <= 2 && !/^0\d/.test(text)
            ? spokenNumber({ negative: false, whole: text, fraction: '' }, words)
            : digitGroups(text, words);
        return `${/[\p{L}]$/u.test(before) ? ' ' : ''}${said}${/^[\p{L}\d]/u.test(after) ? ' ' : ''}`;
      },
    },
  ];
}
