/** English. American by default; `en-GB` and its kin say "one hundred and five" and read 3/5 as the third of May. */
import { digitByDigit, digitGroups, noun, spokenNumber } from '../number-words.ts';
import type { Rule } from '../rule.ts';
import { englishTimes, weekdayRules } from './english-times.ts';
import {
  abbreviations,
  currencies,
  englishNumbers,
  saidCapitals,
  spelledCapitals,
  units,
} from './english-words.ts';
import type { SpeechLanguage } from './language.ts';

const numberedThings =
  'number|code|order|ticket|case|account|invoice|booking|reference|confirmation|tracking|PIN|pin|extension|policy|member|ID|id|zip|ZIP|serial';
const americanRegions = new Set(['us', 'ca', 'ph']);
const fractions = '(\\d{1,3})\\/(\\d{1,3})';

export function english(region: string): SpeechLanguage {
  const american = region === '' || americanRegions.has(region);
  const words = englishNumbers(!american);
  const whole = (value: string): string =>
    spokenNumber({ negative: false, whole: value, fraction: '' }, words);

  const fraction = (numerator: string, denominator: string): string | null => {
    const below = Number(denominator);
    const above = Number(numerator);
    if (below < 2 || above < 1) return null;
    const many = above > 1 ? 's' : '';
    if (below === 2) return `${whole(numerator)} ${above > 1 ? 'halves' : 'half'}`;
    if (below === 4) return `${whole(numerator)} quarter${many}`;
    return `${whole(numerator)} ${words.ordinal(below)}${many}`;
  };

  const numbers: Rule[] = [
    // 5'11"
    {
      pattern: /(?<![\p{L}\p{N}.,])(\d)['′](?:(\d{1,2})["″])?(?![\p{L}\p{N}])/gu,
      say: ({ group }) =>
        `${whole(group(1))} ${group(1) === '1' ? 'foot' : 'feet'}${group(2) === '' ? '' : ` ${whole(group(2))}`}`,
    },
    // order 4512, code: 007, account number 12345
    {
      pattern: new RegExp(
        `(?<=\\b(?:${numberedThings})(?: (?:number|code|no\\.?|ID|id))?(?: is|:| ending in)? )(#\\s?)?(\\d{3,30})(?![\\p{L}\\p{N}%]|[.,]\\d|-\\d)`,
        'gu',
      ),
      say: ({ group, before }) =>
        `${group(1) === '' || before.endsWith('umber ') ? '' : 'number '}${digitGroups(group(2), words)}`,
    },
    {
      pattern:
        /(?<=\b(?:room|Room|flight|Flight|suite|Suite|apartment|Apartment|bus|Bus) )(\d{3,4})(?![\p{L}\p{N}]|[.,]\d)/gu,
      say: ({ text }) => digitByDigit(text, words),
    },
    // A postal code after a state
    {
      pattern: /(?<=\b[A-Z]{2},? )(\d{5})(?:-(\d{4}))?(?![\p{L}\p{N}])/gu,
      say: ({ group }) =>
        [group(1), group(2)]
          .filter(Boolean)
          .map((part) => digitByDigit(part, words))
          .join(', '),
    },
    { pattern: /\b(?:No|Nos|no)\. ?(?=\d)/g, say: () => 'number ' },
    { pattern: /\b(?:v|V|ver\.|version )(?=\d{1,3}\.\d)/g, say: () => 'version ' },
    // 1st, 22nd; fractions
    {
      pattern: /(?<![\p{L}\p{N}.,])(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?:st|nd|rd|th)\b/gu,
      say: ({ group }) =>
        Number(group(1).replace(/,/g, '')) > 0 ? words.ordinal(Number(group(1).replace(/,/g, ''))) : null,
    },
    {
      pattern: new RegExp(
        `(?<![\\p{L}\\p{N}.,/])(?:(\\d{1,4})[ -])?${fractions}(?! ?(?:stars?|points?)\\b)(?![\\p{L}\\p{N}/]|[.,]\\d)`,
        'gu',
      ),
      say: ({ group }) => {
        if (group(1) === '' && Number(group(2)) >= Number(group(3)))
          return `${whole(group(2))} out of ${whole(group(3))}`;
        const part = fraction(group(2), group(3));
        if (part === null || group(1) === '') return part;
        return `${whole(group(1))} and ${part.replace(/^one (?=half|quarter)/, 'a ')}`;
      },
    },
    {
      pattern: /(?<![\p{N}.,/])(\d{1,4})\/(\d{1,4})(?= ?(?:stars?|points?)\b)/gu,
      say: ({ group }) => `${whole(group(1))} out of ${whole(group(2))}`,
    },
    {
      pattern: /(?:(\d{1,4})\s?)?([½¼¾⅓⅔⅛])/g,
      say: ({ group }) => vulgarFraction(group(1), group(2), whole),
    },
  ];

  return {
    words,
    number: '(?:\\d{1,3}(?:,\\d{3}){1,4}(?!\\d)|\\d{1,40})(?:\\.\\d{1,20})?|(?<![\\d.])\\.\\d{1,20}',
    read: (written) => {
      const [before = '', after = ''] = written.replace(/,/g, '').split('.');
      return { negative: false, whole: before === '' ? '0' : before, fraction: after };
    },
    address: {
      '@': 'at',
      '.': 'dot',
      '-': 'dash',
      _: 'underscore',
      '/': 'slash',
      '+': 'plus',
      '~': 'tilde',
      '%': 'percent',
    },
    symbols: [
      [/\s?&\s?/g, ' and '],
      [/(?<=\p{L})\+\+/gu, ' plus plus'],
      [
        /\s?\/\s?(?=(?:month|mo|year|yr|week|day|night|hour|hr|minute|min|person|user|seat|unit|kg|lb)\b)/g,
        ' per ',
      ],
      [/(?<=\S)\s?\+\s?(?=\S)/g, ' plus '],
      [/\+\s?(?=\S)/g, 'plus '],
      [/(?<=[\p{L}\p{N}])\+/gu, ' plus'],
      [/\s?(?:=>|->|→|⇒)\s?/g, ' to '],
      [/\s?≠\s?/g, ' is not equal to '],
      [/\s?≈\s?/g, ' is about '],
      [/\s?≤\s?/g, ' is at most '],
      [/\s?≥\s?/g, ' is at least '],
      [/(?<=[\p{L}\p{N}])\s?=\s?(?=[\p{L}\p{N}])/gu, ' equals '],
      [/(?<=\p{L}) < (?=\p{L})/gu, ' is less than '],
      [/(?<=\p{L}) > (?=\p{L})/gu, ' is greater than '],
      [/~\s?(?=\p{L})/gu, 'about '],
      [/\s?±\s?/g, ' plus or minus '],
      [/\s?×\s?/g, ' times '],
      [/\s?÷\s?/g, ' divided by '],
      [/\s?%/g, ' percent'],
      [/\s?@\s?/g, ' at '],
      [/\s?§\s?/g, ' section '],
      [/\s?°/g, ' degrees'],
      [/#(?=\p{L})/gu, 'hashtag '],
      [
        /\b(he|she|his|her|him|and|or|yes|on|true|pass|am)\/(?=(?:he|she|her|hers|him|or|no|off|false|fail|pm)\b)/gi,
        '$1 or ',
      ],
      [/\band or or\b/g, 'and or'],
      [/(?<=\p{L})\/(?=\p{L})/gu, ' slash '],
      [/_/g, ' '],
      [/[©®™]/g, ''],
      [/#/g, ' '],
      [/\$/g, ' dollars '],
      [/€/g, ' euros '],
      [/£/g, ' pounds '],
    ],
    currencies,
    amount: (main, cents, hundredth) =>
      `${main} and ${whole(String(cents))} ${(cents === 1 ? hundredth?.one : hundredth?.many) ?? ''}`,
    scales: [
      ['hundred', noun('hundred')],
      ['thousand', noun('thousand')],
      ['million', noun('million')],
      ['billion', noun('billion')],
      ['trillion', noun('trillion')],
      ['k', noun('thousand')],
      ['K', noun('thousand')],
      ['M', noun('million')],
      ['mn', noun('million')],
      ['bn', noun('billion')],
      ['B', noun('billion')],
    ],
    afterScale: () => '',
    units,
    percent: 'percent',
    to: 'to',
    plus: 'plus',
    numberSign: 'number',
    phoneGroup: (digits) => (digits === '800' ? 'eight hundred' : digitByDigit(digits, words)),
    phonesAfter: 4,
    early: [...englishTimes(words, !american), ...numbers],
    abbreviations: [...weekdayRules, ...englishAbbreviations],
  };
}

function vulgarFraction(units: string, sign: string, whole: (value: string) => string): string {
  const parts: Readonly<Record<string, string>> = {
    '½': 'half',
    '¼': 'quarter',
    '¾': 'three quarters',
    '⅓': 'third',
    '⅔': 'two thirds',
    '⅛': 'eighth',
  };
  const part = parts[sign] ?? '';
  const one = part.includes(' ') ? '' : units === '' ? 'one ' : 'a ';
  return units === '' ? `${one}${part}` : `${whole(units)} and ${one}${part}`;
}

const dotted = Object.keys(abbreviations)
  .sort((a, b) => b.length - a.length)
  .map((written) => written.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  .join('|');

const englishAbbreviations: readonly Rule[] = [
  // "12 Oak Dr. Call me": numbers are words by now.
  {
    pattern:
      /(?<=(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty|hundred|th|st|nd|rd) \p{Lu}\p{L}{1,20} )Dr\b\.?/gu,
    say: ({ text, after }) => `Drive${sentenceEnd(text, after)}`,
  },
  { pattern: /\bDr\.?(?= \p{Lu})/gu, say: () => 'Doctor' },
  {
    pattern: /(?<=\p{Lu}\p{L}{1,20} )Dr\b\.?/gu,
    say: ({ text, after }) => `Drive${sentenceEnd(text, after)}`,
  },
  { pattern: /\bDr\./g, say: () => 'Doctor' },
  {
    pattern:
      /(?<=(?:\p{Lu}\p{L}{1,20}|th|st|nd|rd) )St\b\.?(?! \p{Lu}\p{L}+(?:'s)? (?:Church|Hospital|School|Street|Road))/gu,
    say: ({ text, after }) => `Street${sentenceEnd(text, after)}`,
  },
  { pattern: /\bSt\.?(?= \p{Lu})/gu, say: () => 'Saint' },
  {
    pattern: new RegExp(`(?<![\\p{L}\\p{N}.])(?:${dotted})(?![\\p{L}\\p{N}]\\.)`, 'gu'),
    say: ({ text, after }) => {
      const said = abbreviations[text];
      return said === undefined ? null : `${said}${sentenceEnd(text, after)}`;
    },
  },
  // U.S., B.C.: letters. a.m. and p.m. are known to every voice.
  {
    pattern: /(?<![\p{L}\p{N}.])(?:\p{Lu}\.){2,6}/gu,
    say: ({ text, after }) => `${text.replace(/\./g, ' ').trim()}${sentenceEnd(text, after)}`,
  },
  {
    pattern: /(?<![\p{L}\p{N}'-])(\p{Lu}{2,6})(s|'s)?(?![\p{L}\p{N}])/gu,
    say: ({ group, before, after }) => {
      const word = group(1);
      if (shouted(before, after)) return null;
      const said = saidCapitals[word] ?? (isSpelled(word) ? Array.from(word).join(' ') : null);
      return said && `${said}${group(2)}`;
    },
  },
];

/** A full stop that closes the sentence as well as the abbreviation. */
function sentenceEnd(written: string, after: string): string {
  if (written === 'Co.' && after.startsWith(' L')) return '';
  return written.endsWith('.') &&
    (/^\s*$/.test(after) || /^["')]*\s+\p{Lu}/u.test(after)) &&
    !/^(?:Mr|Mrs|Prof|Rev|Hon|Gov|Sen|Rep|Gen|Capt|Lt|Sgt|Mt|Ft|e\.g|i\.e|vs|v|approx|P\.O)\.$/.test(written)
    ? '.'
    : '';
}

/** Short and unpronounceable, or known to be letters. */
function isSpelled(word: string): boolean {
  if (spelledCapitals.has(word)) return true;
  if (!/[AEIOUY]/.test(word)) return true;
  return word.length <= 3 && !saidShortCapitals.has(word);
}

/** Words and acronyms of up to three letters that are not spelled when they stand in capitals. */
const saidShortCapitals = new Set(
  (
    'AM AN AS AT BE BY DO GO HE HI IF IN IS ME MY NO OF OH ON OR SO TO UP WE ALL AND ANY ARE ASK BIG BUT CAN DAY DID END FEW FOR GET HAD HAS ' +
    'HER HIM HIS HOW ITS LET MAY NEW NOT NOW OFF ONE OUR OUT OWN RED SAY SEE SHE TEN THE TOO TOP TRY TWO USE WAS WAY WHY YES YOU ' +
    'PIN SIM GIF RAM ROM ZIP LAN WAN CAD'
  ).split(' '),
);

/** A neighbour in capitals too: somebody is shouting words, not naming an institution. */
function shouted(before: string, after: string): boolean {
  const isWord = (word: string | undefined): boolean => word !== undefined && !isSpelled(word);
  return (
    isWord(/(?<!\p{L})(\p{Lu}{2,20}) $/u.exec(before)?.[1]) ||
    isWord(/^ (\p{Lu}{2,20})(?!\p{L})/u.exec(after)?.[1])
  );
}
