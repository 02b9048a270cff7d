/** French: decimals with a comma, groups with a space, times with an h, telephone numbers in pairs. */
import { toCardinal, toOrdinal } from 'n2words/fr-FR';
import { digitByDigit, digitGroups, noun, type Noun, type NumberWords } from '../number-words.ts';
import type { Rule } from '../rule.ts';
import { abbreviationRule, capitalsRule } from '../rules/words.ts';
import type { SpeechLanguage } from './language.ts';

const months = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
];

const cardinal = (value: string): string => toCardinal(value);
const words: NumberWords = {
  cardinal,
  ordinal: (value) => toOrdinal(value),
  year: (value) => cardinal(String(value)),
  counted: (value, gender) => (gender === 'f' ? cardinal(value).replace(/\bun$/, 'une') : cardinal(value)),
  fraction: (digits) =>
    digits.length <= 2 && !digits.startsWith('0') ? cardinal(digits) : digitByDigit(digits, words),
  digit: ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf'],
  point: 'virgule',
  minus: 'moins',
};

const units: Readonly<Record<string, Noun>> = Object.fromEntries(
  Object.entries({
    km: 'kilomètre|kilomètres',
    m: 'mètre|mètres',
    cm: 'centimètre|centimètres',
    mm: 'millimètre|millimètres',
    'km/h': 'kilomètre heure|kilomètres heure',
    'm²': 'mètre carré|mètres carrés',
    kg: 'kilogramme|kilogrammes',
    g: 'gramme|grammes',
    mg: 'milligramme|milligrammes',
    t: 'tonne|tonnes|f',
    l: 'litre|litres',
    L: 'litre|litres',
    ml: 'millilitre|millilitres',
    '°C': 'degré Celsius|degrés Celsius',
    '° C': 'degré Celsius|degrés Celsius',
    '°': 'degré|degrés',
    Mo: 'mégaoctet|mégaoctets',
    Go: 'gigaoctet|gigaoctets',
    W: 'watt|watts',
    kWh: 'kilowattheure|kilowattheures',
    V: 'volt|volts',
    ms: 'milliseconde|millisecondes|f',
    s: 'seconde|secondes|f',
    sec: 'seconde|secondes|f',
    min: 'minute|minutes|f',
    mn: 'minute|minutes|f',
    x: 'fois|fois|f',
  }).map(([unit, written]) => [unit, noun(written)]),
);

const day = '(0?[1-9]|[12]\\d|3[01])';
const dayOf = (value: string): string => (Number(value) === 1 ? 'premier' : cardinal(String(Number(value))));

function dated(dayOfMonth: string, month: string, year: string): string | null {
  const name = months[Number(month) - 1];
  if (!name || Number(dayOfMonth) > 31 || Number(dayOfMonth) < 1) return null;
  const full = year.length === 2 ? `20${year}` : year;
  return `${dayOf(dayOfMonth)} ${name}${full === '' ? '' : ` ${cardinal(full)}`}`;
}

function clock(hour: string, minute: string): string | null {
  const hours = Number(hour);
  if (hours > 24 || Number(minute) > 59) return null;
  const full =
    hours === 0 || hours === 24
      ? 'minuit'
      : `${words.counted(String(hours), 'f')} ${hours === 1 ? 'heure' : 'heures'}`;
  return Number(minute) === 0 ? full : `${full} ${cardinal(String(Number(minute)))}`;
}

/** "01" is said "zéro un", "23" as a number: French telephone numbers are read in pairs. */
function pair(digits: string): string {
  if (digits.length !== 2)
    return digits.length > 2 ? digitByDigit(digits, words) : (words.digit[Number(digits)] ?? '');
  return digits.startsWith('0') ? digitByDigit(digits, words) : cardinal(digits);
}

const early: readonly Rule[] = [
  {
    pattern: /(?<![\p{L}\p{N}-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\p{N}-])/gu,
    say: ({ group }) => dated(group(3), group(2), group(1)),
  },
  {
    pattern: /(?<![\p{L}\p{N}/.])(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?![\p{N}/.])/gu,
    say: ({ group }) => dated(group(1), group(2), group(3)),
  },
  {
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}.,])${day}(?:er|ᵉʳ)? (${months.join('|')})(?![\\p{L}])(?: (\\d{4})(?!\\d))?`,
      'giu',
    ),
    say: ({ group }) => `${dayOf(group(1))} ${group(2)}${group(3) === '' ? '' : ` ${cardinal(group(3))}`}`,
  },
  {
    pattern: /(?<=\b(?:le|du|au) )(\d{1,2})\/(\d{1,2})(?![\p{N}/])/gu,
    say: ({ group }) => dated(group(1), group(2), ''),
  },
  {
    pattern: /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4]) ?[hH](?: ?([0-5]\d)(?!\d))?(?![\p{L}])/gu,
    say: ({ group }) => clock(group(1), group(2)),
  },
  {
    pattern: /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4]):([0-5]\d)(?![\p{N}:])/gu,
    say: ({ group }) => clock(group(1), group(2)),
  },
  {
    pattern: /(?<=heures?(?: \p{L}+(?:-\p{L}+)*)?) ?[-–] ?(?=\p{L}+(?:-\p{L}+)* heures?)/gu,
    say: () => ' à ',
  },
  { pattern: /\b24h?\/(?:24h?|7)\b/g, say: () => 'vingt-quatre heures sur vingt-quatre' },
  { pattern: /(?<![\p{N},./])1\/2(?![\p{N}/])|½/gu, say: () => 'un demi' },
  { pattern: /(?<![\p{N},./])1\/4(?![\p{N}/])|¼/gu, say: () => 'un quart' },
  { pattern: /(?<![\p{N},./])3\/4(?![\p{N}/])|¾/gu, say: () => 'trois quarts' },
  { pattern: /\b[Nn]° ?(?=\d)/g, say: () => 'numéro ' },
  {
    pattern: /(?<![\p{L}\p{N},])(\d{1,3})(?:er|ère|re|e|è|ème|ième|nd|nde)(?![\p{L}])/gu,
    say: ({ text, group }) => {
      if (Number(group(1)) === 0) return null;
      if (group(1) === '1') return /(?:ère|re)$/.test(text) ? 'première' : 'premier';
      if (group(1) === '2' && text.includes('nd')) return text.endsWith('e') ? 'seconde' : 'second';
      return words.ordinal(Number(group(1)));
    },
  },
  {
    pattern:
      /(?<=\b(?:[Nn]uméro|[Cc]ode|PIN|[Cc]ommande|[Rr]éférence|[Cc]ompte|[Ff]acture)(?: est| ?:)? )(\d{3,30})(?![\p{L}\p{N}%]|[.,]\d)/gu,
    say: ({ text }) => digitGroups(text, words),
  },
];

const titles = new Set([
  'M.',
  'MM.',
  'Mme',
  'Mlle',
  'Dr',
  'Pr',
  'p. ex.',
  'p.ex.',
  'av.',
  'bd.',
  'tél.',
  'Tél.',
  'env.',
]);

export function french(): SpeechLanguage {
  return {
    words,
    number: '(?:\\d{1,3}(?: \\d{3}){1,4}(?!\\d)|\\d{1,3}(?:\\.\\d{3}){1,4}(?!\\d)|\\d{1,40})(?:,\\d{1,20})?',
    read: (written) => {
      const [before = '', after = ''] = written.replace(/[ .]/g, '').split(',');
      return { negative: false, whole: before, fraction: after };
    },
    address: {
      '@': 'arobase',
      '.': 'point',
      '-': 'tiret',
      _: 'tiret bas',
      '/': 'barre oblique',
      '+': 'plus',
      '~': 'tilde',
      '%': 'pour cent',
    },
    symbols: [
      [/\s?&\s?/g, ' et '],
      [/\s?\/\s?(?=(?:mois|an|année|semaine|jour|nuit|heure|minute|personne)\b)/g, ' par '],
      [/\s?\+\s?/g, ' plus '],
      [/\s?(?:=>|->|→)\s?/g, ' à '],
      [/(?<=[\p{L}\p{N}])\s?=\s?(?=[\p{L}\p{N}])/gu, ' égale '],
      [/\s?×\s?/g, ' fois '],
      [/\s?÷\s?/g, ' divisé par '],
      [/~\s?(?=\p{L})/gu, 'environ '],
      [/\s?%/g, ' pour cent'],
      [/\s?@\s?/g, ' arobase '],
      [/\s?°/g, ' degrés'],
      [/\bet\/ou\b/g, 'et ou'],
      [/(?<=\p{L})\/(?=\p{L})/gu, ' ou '],
      [/_/g, ' '],
      [/[©®™]/g, ''],
      [/#(?=\p{L})/gu, 'dièse '],
      [/#/g, ' '],
      [/€/g, ' euros '],
      [/\$/g, ' dollars '],
    ],
    currencies: [
      {
        signs: ['€', 'EUR'],
        names: ['euros', 'euro'],
        main: noun('euro|euros'),
        hundredth: noun('centime|centimes'),
      },
      {
        signs: ['$', 'US$', 'USD', '$ CA'],
        names: ['dollars', 'dollar'],
        main: noun('dollar|dollars'),
        hundredth: noun('cent|cents'),
      },
      { signs: ['£', 'GBP'], main: noun('livre|livres|f'), hundredth: noun('penny|pence') },
      { signs: ['CHF'], main: noun('franc suisse|francs suisses'), hundredth: noun('centime|centimes') },
      { signs: ['¥'], main: noun('yen|yens'), hundredth: null },
    ],
    amount: (main, cents) => `${main} ${cardinal(String(cents))}`,
    scales: [
      ['millions', noun('million|millions')],
      ['million', noun('million|millions')],
      ['milliards', noun('milliard|milliards')],
      ['milliard', noun('milliard|milliards')],
      ['M', noun('million|millions')],
    ],
    afterScale: (noun) => (/^[aeiouyéèh]/i.test(noun) ? "d'" : 'de '),
    units,
    percent: 'pour cent',
    to: 'à',
    plus: 'plus',
    numberSign: 'numéro',
    phoneGroup: pair,
    early,
    phonesAfter: 3,
    abbreviations: [
      abbreviationRule(
        {
          'M.': 'monsieur',
          'MM.': 'messieurs',
          Mme: 'madame',
          Mmes: 'mesdames',
          Mlle: 'mademoiselle',
          Dr: 'docteur',
          Pr: 'professeur',
          'av.': 'avenue',
          'bd.': 'boulevard',
          'etc.': 'et cetera',
          'p. ex.': 'par exemple',
          'p.ex.': 'par exemple',
          'c.-à-d.': "c'est-à-dire",
          'env.': 'environ',
          'tél.': 'téléphone',
          'Tél.': 'téléphone',
          'max.': 'maximum',
          'min.': 'minimum',
          SVP: "s'il vous plaît",
          svp: "s'il vous plaît",
          RDV: 'rendez-vous',
          rdv: 'rendez-vous',
        },
        titles,
      ),
      capitalsRule(new Set('UE USA URL ID CE HLM'.split(' ')), /[AEIOUYÉÈ]/),
    ],
  };
}
