/** German: decimals with a comma, groups with a full stop, ordinals by a full stop after the number. */
import { digitByDigit, digitGroups, noun } from '../number-words.ts';
import type { Rule } from '../rule.ts';
import { abbreviationRule, capitalsRule } from '../rules/words.ts';
import { monthNames, months, units, words } from './german-words.ts';
import type { SpeechLanguage } from './language.ts';

/** After these an ordinal ends in -n ("am dritten"); after an article in the nominative in -e; elsewhere in -r. */
const dative = /\b(?:am|vom|zum|im|dem|den|beim|ab|bis|seit|bis zum|jeden|diesen|nächsten|letzten) $/i;
const nominative = /\b(?:der|die|das|diese|dieser) $/i;

function inflected(value: string, before: string): string {
  const said = words.ordinal(Number(value));
  if (dative.test(before)) return `${said}n`;
  return nominative.test(before) ? said : `${said}r`;
}

function dayOf(value: string, before: string): string {
  return nominative.test(before)
    ? words.ordinal(Number(value))
    : `${words.ordinal(Number(value))}${dative.test(before) ? 'n' : 'r'}`;
}

const day = '(0?[1-9]|[12]\\d|3[01])';

function clock(hour: string, minute: string): string | null {
  if (Number(hour) > 24 || Number(minute) > 59) return null;
  const full = `${words.counted(String(Number(hour)), 'm')} Uhr`;
  return Number(minute) === 0 ? full : `${full} ${words.cardinal(String(Number(minute)))}`;
}

const early: readonly Rule[] = [
  {
    pattern: /(?<![\p{L}\p{N}-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\p{N}-])/gu,
    say: ({ group, before }) =>
      `${dayOf(group(3), before)} ${months[Number(group(2)) - 1] ?? ''} ${words.year(Number(group(1)))}`,
  },
  // 3.5.2026, 03.05.
  {
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}.,])${day}\\.\\s?(0?[1-9]|1[0-2])\\.(?:\\s?(\\d{4}|\\d{2})(?![\\p{N}.]))?(?!\\d)`,
      'gu',
    ),
    say: ({ group, before, after }) => {
      const year =
        group(3) === '' ? '' : ` ${words.year(Number(group(3).length === 2 ? `20${group(3)}` : group(3)))}`;
      const end =
        group(3) === '' && /^\s*$|^\s+\p{Lu}\p{Ll}+ (?:ist|sind|wir|Sie|ich|haben|kann)\b/u.test(after)
          ? '.'
          : '';
      return `${dayOf(group(1), before)} ${months[Number(group(2)) - 1] ?? ''}${year}${end}`;
    },
  },
  {
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}.,])${day}\\. (${monthNames})(?![\\p{L}])(?: (\\d{4})(?!\\d))?`,
      'gu',
    ),
    say: ({ group, before }) => {
      const month = months.find((name) => name.startsWith(group(2).slice(0, 3))) ?? group(2);
      return `${dayOf(group(1), before)} ${month}${group(3) === '' ? '' : ` ${words.year(Number(group(3)))}`}`;
    },
  },
  {
    pattern:
      /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4])(?:[:.]([0-5]\d))?\s?[-–—]\s?([01]?\d|2[0-4])(?:[:.]([0-5]\d))? ?Uhr\b/gu,
    say: ({ group }) => {
      const from = clock(group(1), group(2));
      const to = clock(group(3), group(4));
      return from && to ? `${group(2) === '' ? words.counted(group(1), 'm') : from} bis ${to}` : null;
    },
  },
  {
    pattern: /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4])(?:[:.]([0-5]\d))? ?(?:Uhr|h)\b/gu,
    say: ({ group }) => clock(group(1), group(2)),
  },
  {
    pattern: /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4]):([0-5]\d)(?![\p{N}:])/gu,
    say: ({ group }) => clock(group(1), group(2)),
  },
  { pattern: /\b24\/7\b/g, say: () => 'rund um die Uhr' },
  { pattern: /(?<![\p{N},.\/])1\/2(?![\p{N}\/])|(?<!\d)½/gu, say: () => 'ein halb' },
  { pattern: /(?<![\p{N},.\/])1\/4(?![\p{N}\/])|(?<!\d)¼/gu, say: () => 'ein Viertel' },
  { pattern: /(?<![\p{N},.\/])3\/4(?![\p{N}\/])|(?<!\d)¾/gu, say: () => 'drei Viertel' },
  {
    pattern: /(?<![\p{N},.\/])(\d{1,3})½/gu,
    say: ({ group }) => `${words.cardinal(group(1)).replace(/eins$/, 'ein')}einhalb`,
  },
  { pattern: /\bNr\.? ?(?=\d)/g, say: () => 'Nummer ' },
  {
    pattern:
      /(?<=\b(?:[A-Za-zäöüß]*(?:[Nn]ummer|[Cc]ode)|PIN|Bestellung|Rechnung|PLZ|Postleitzahl)(?: ist| lautet|:)? )(\d{3,30})(?![\p{L}\p{N}%]|[.,]\d)/gu,
    say: ({ text }) => digitGroups(text, words),
  },
  // der 3. Stock; but not a sentence that ends in a number
  {
    pattern: /(?<![\p{L}\p{N}.,])(\d{1,3})\.(?= \p{L})/gu,
    say: ({ group, before, after }) =>
      Number(group(1)) === 0 ||
      (/^ \p{Lu}/u.test(after) &&
        !dative.test(before) &&
        !nominative.test(before) &&
        !/^ (?:Stock|Etage|Platz|Klasse|Tag|Mal|Woche|Quartal|OG|Reihe|Schritt)/.test(after))
        ? null
        : inflected(group(1), before),
  },
  {
    pattern:
      /(?<=\b(?:[Jj]ahr|[Ss]eit|[Vv]on|[Bb]is|[Ii]m|[Ss]ommer|[Ww]inter|[Aa]nfang|[Ee]nde|[Mm]itte) )(1[1-9]\d\d|20\d\d)(?![\p{L}\p{N}%]|[.,]\d)/gu,
    say: ({ group }) => words.year(Number(group(1))),
  },
  {
    pattern: /(?<![\p{L}\p{N}.,€$#/-])(19\d\d)(?=[\s.,;:!?)]|$)(?![.,]\d)(?! ?(?:Euro|€))/gu,
    say: ({ group }) => words.year(Number(group(1))),
  },
];

const titles = new Set([
  'Dr.',
  'Hr.',
  'Fr.',
  'Prof.',
  'St.',
  'z.B.',
  'z. B.',
  'd.h.',
  'd. h.',
  'ca.',
  'bzw.',
  'inkl.',
  'exkl.',
  'zzgl.',
  'evtl.',
  'ggf.',
  'sog.',
]);

export function german(): SpeechLanguage {
  return {
    words,
    number: '(?:\\d{1,3}(?:\\.\\d{3}){1,4}(?![\\d])|\\d{1,40})(?:,\\d{1,20})?',
    read: (written) => {
      const [before = '', after = ''] = written.replace(/\./g, '').split(',');
      return { negative: false, whole: before, fraction: after };
    },
    address: {
      '@': 'at',
      '.': 'Punkt',
      '-': 'Bindestrich',
      _: 'Unterstrich',
      '/': 'Schrägstrich',
      '+': 'plus',
      '~': 'Tilde',
      '%': 'Prozent',
    },
    symbols: [
      [/\s?&\s?/g, ' und '],
      [/\s?\/\s?(?=(?:Monat|Jahr|Woche|Tag|Nacht|Stunde|Minute|Person|Stück)\b)/g, ' pro '],
      [/\s?\+\s?/g, ' plus '],
      [/\s?(?:=>|->|→)\s?/g, ' bis '],
      [/(?<=[\p{L}\p{N}])\s?=\s?(?=[\p{L}\p{N}])/gu, ' gleich '],
      [/\s?×\s?/g, ' mal '],
      [/\s?÷\s?/g, ' geteilt durch '],
      [/~\s?(?=\p{L})/gu, 'etwa '],
      [/\s?±\s?/g, ' plus minus '],
      [/\s?%/g, ' Prozent'],
      [/\s?@\s?/g, ' at '],
      [/§ ?/g, 'Paragraf '],
      [/\s?°/g, ' Grad'],
      [/\bund\/oder\b/g, 'und oder'],
      [/(?<=\p{L})\/(?=\p{L})/gu, ' oder '],
      [/_/g, ' '],
      [/[©®™]/g, ''],
      [/#(?=\p{L})/gu, 'Hashtag '],
      [/#/g, ' '],
      [/€/g, ' Euro '],
      [/\$/g, ' Dollar '],
    ],
    currencies: [
      { signs: ['€', 'EUR'], names: ['Euro'], main: noun('Euro'), hundredth: noun('Cent') },
      { signs: ['$', 'US$', 'USD'], names: ['Dollar'], main: noun('Dollar'), hundredth: noun('Cent') },
      { signs: ['£', 'GBP'], main: noun('Pfund|Pfund|n'), hundredth: noun('Penny|Pence') },
      { signs: ['CHF', 'Fr.'], names: ['Franken'], main: noun('Franken'), hundredth: noun('Rappen') },
      { signs: ['¥'], main: noun('Yen'), hundredth: null },
    ],
    amount: (main, cents) => `${main} ${words.cardinal(String(cents))}`,
    scales: [
      ['Millionen', noun('Million|Millionen|f')],
      ['Million', noun('Million|Millionen|f')],
      ['Milliarden', noun('Milliarde|Milliarden|f')],
      ['Milliarde', noun('Milliarde|Milliarden|f')],
      ['Mio.', noun('Million|Millionen|f')],
      ['Mrd.', noun('Milliarde|Milliarden|f')],
    ],
    afterScale: () => '',
    units,
    percent: 'Prozent',
    to: 'bis',
    plus: 'plus',
    numberSign: 'Nummer',
    phoneGroup: (digits) => digitByDigit(digits, words),
    early,
    phonesAfter: 3,
    abbreviations: [
      abbreviationRule(
        {
          'Dr.': 'Doktor',
          'Prof.': 'Professor',
          'Hr.': 'Herr',
          'Fr.': 'Frau',
          'St.': 'Sankt',
          'Str.': 'Straße',
          'Tel.': 'Telefon',
          'z.B.': 'zum Beispiel',
          'z. B.': 'zum Beispiel',
          'd.h.': 'das heißt',
          'd. h.': 'das heißt',
          'u.a.': 'unter anderem',
          'u. a.': 'unter anderem',
          'usw.': 'und so weiter',
          'etc.': 'et cetera',
          'bzw.': 'beziehungsweise',
          'ca.': 'circa',
          'evtl.': 'eventuell',
          'ggf.': 'gegebenenfalls',
          'inkl.': 'inklusive',
          'exkl.': 'exklusive',
          'zzgl.': 'zuzüglich',
          'sog.': 'sogenannte',
          'i.d.R.': 'in der Regel',
          'vgl.': 'vergleiche',
          'max.': 'maximal',
          'min.': 'minimal',
          'Abs.': 'Absatz',
          'Art.': 'Artikel',
          MwSt: 'Mehrwertsteuer',
          'MwSt.': 'Mehrwertsteuer',
          GmbH: 'G m b H',
        },
        titles,
      ),
      { pattern: /(?<=\p{L})str\.(?=\s|,|$)/gu, say: () => 'straße' },
      capitalsRule(
        new Set('AG EU USA EDV ADAC AOK BMW IT UNO EC ID URL UKW ICE IC AGB'.split(' ')),
        /[AEIOUÄÖÜY]/,
      ),
    ],
  };
}
