/** Spanish. In Spain 1.200,50; in Mexico, the United States and Central America 1,200.50. */
import { toCardinal, toOrdinal } from 'n2words/es-ES';
import { digitByDigit, digitGroups, noun, type Noun, type NumberWords } from '../number-words.ts';
import type { Rule } from '../rule.ts';
import { abbreviationRule, capitalsRule } from '../rules/words.ts';
import type { SpeechLanguage } from './language.ts';

const pointRegions = new Set(['mx', 'us', 'pr', 'do', 'gt', 'hn', 'sv', 'ni', 'pa', '419']);
const months = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
];

const cardinal = (value: string): string =>
  toCardinal(value)
    .replace(/\bdieciseis\b/g, 'dieciséis')
    .replace(/veintiuno (?=mil)/, 'veintiún ')
    .replace(/\buno (?=mil)/, 'un ');

const words: NumberWords = {
  cardinal,
  ordinal: (value) => toOrdinal(value),
  year: (value) => cardinal(String(value)),
  counted: (value, gender) => {
    const said = cardinal(value);
    if (gender === 'f')
      return said
        .replace(/uno$/, 'una')
        .replace(/cientos/g, 'cientas')
        .replace(/quinientos/g, 'quinientas');
    return said.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un');
  },
  fraction: (digits) =>
    digits.length <= 2 && !digits.startsWith('0') ? cardinal(digits) : digitByDigit(digits, words),
  digit: ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'],
  point: 'coma',
  minus: 'menos',
};

const units: Readonly<Record<string, Noun>> = Object.fromEntries(
  Object.entries({
    km: 'kilómetro|kilómetros',
    m: 'metro|metros',
    cm: 'centímetro|centímetros',
    mm: 'milímetro|milímetros',
    'km/h': 'kilómetro por hora|kilómetros por hora',
    'm²': 'metro cuadrado|metros cuadrados',
    kg: 'kilogramo|kilogramos',
    g: 'gramo|gramos',
    mg: 'miligramo|miligramos',
    l: 'litro|litros',
    ml: 'mililitro|mililitros',
    '°C': 'grado Celsius|grados Celsius',
    '°': 'grado|grados',
    MB: 'megabyte|megabytes',
    GB: 'gigabyte|gigabytes',
    W: 'vatio|vatios',
    kWh: 'kilovatio hora|kilovatios hora',
    V: 'voltio|voltios',
    ms: 'milisegundo|milisegundos',
    s: 'segundo|segundos',
    seg: 'segundo|segundos',
    min: 'minuto|minutos',
    h: 'hora|horas|f',
    x: 'vez|veces|f',
  }).map(([unit, written]) => [unit, noun(written)]),
);

const day = '(0?[1-9]|[12]\\d|3[01])';
const dayOf = (value: string): string => (Number(value) === 1 ? 'primero' : cardinal(String(Number(value))));

function dated(dayOfMonth: string, month: string, year: string): string | null {
  const name = months[Number(month) - 1];
  if (!name || Number(dayOfMonth) > 31 || Number(dayOfMonth) < 1) return null;
  const full = year.length === 2 ? `20${year}` : year;
  return `${dayOf(dayOfMonth)} de ${name}${full === '' ? '' : ` de ${cardinal(full)}`}`;
}

function clock(hour: string, minute: string): string | null {
  const hours = Number(hour);
  const minutes = Number(minute);
  if (hours > 24 || minutes > 59) return null;
  const said = words.counted(String(hours), 'f');
  if (minutes === 0) return said;
  return `${said} y ${minutes === 30 ? 'media' : minutes === 15 ? 'cuarto' : cardinal(String(minutes))}`;
}

const early: readonly Rule[] = [
  {
    pattern: /(?<![\p{L}\p{N}-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\p{N}-])/gu,
    say: ({ group }) => dated(group(3), group(2), group(1)),
  },
  {
    pattern: /(?<![\p{L}\p{N}/.])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\p{N}/-])/gu,
    say: ({ group }) => dated(group(1), group(2), group(3)),
  },
  {
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}.,])${day}(?:\\.?º)? de (${months.join('|')})(?: (?:de|del) (\\d{4})(?!\\d))?`,
      'giu',
    ),
    say: ({ group }) =>
      `${dayOf(group(1))} de ${group(2)}${group(3) === '' ? '' : ` de ${cardinal(group(3))}`}`,
  },
  {
    pattern: /(?<=\b(?:el|del|al) )(\d{1,2})\/(\d{1,2})(?![\p{N}/])/gu,
    say: ({ group }) => dated(group(1), group(2), ''),
  },
  {
    pattern: /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4])(?:[:.]([0-5]\d))? ?([ap])\. ?m\./gu,
    say: ({ group, after }) => {
      const time = clock(group(1), group(2));
      const end = /^\s*$|^\s+[¿¡]?\p{Lu}/u.test(after) ? '.' : '';
      return (
        time &&
        `${time} de la ${group(3) === 'a' ? 'mañana' : Number(group(1)) % 12 >= 8 ? 'noche' : 'tarde'}${end}`
      );
    },
  },
  {
    pattern: /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4]):([0-5]\d)(?![\p{N}:])(?: ?(?:h|hs|horas)\b)?/gu,
    say: ({ group }) => clock(group(1), group(2)),
  },
  { pattern: /\b24\/7\b/g, say: () => 'las veinticuatro horas' },
  { pattern: /(?<![\p{N},./])1\/2(?![\p{N}/])|½/gu, say: () => 'un medio' },
  { pattern: /(?<![\p{N},./])1\/4(?![\p{N}/])|¼/gu, say: () => 'un cuarto' },
  { pattern: /(?<![\p{N},./])3\/4(?![\p{N}/])|¾/gu, say: () => 'tres cuartos' },
  { pattern: /\b(?:[Nn]\.º|[Nn]º|[Nn]úm\.|[Nn]ro\.) ?(?=\d)/g, say: () => 'número ' },
  // 1.º, 2ª, 3er
  {
    pattern: /(?<![\p{L}\p{N},])(\d{1,3})(?:\.?(º|ª|°(?! ?[CF])|er|ro|do|to|ra|da|ta))(?![\p{L}])/gu,
    say: ({ group }) => {
      if (Number(group(1)) === 0) return null;
      const said = words.ordinal(Number(group(1)));
      if (/[ªa]$/.test(group(2))) return said.replace(/o\b/g, 'a');
      return group(2) === 'er' ? said.replace(/(primer|tercer)o$/, '$1') : said;
    },
  },
  {
    pattern:
      /(?<=\b(?:[Nn]úmero|[Cc]ódigo|PIN|[Pp]edido|[Rr]eferencia|[Cc]uenta|[Ff]actura)(?: es|:)? )(\d{3,30})(?![\p{L}\p{N}%]|[.,]\d)/gu,
    say: ({ text }) => digitGroups(text, words),
  },
];

const titles = new Set([
  'Sr.',
  'Sra.',
  'Srta.',
  'Dr.',
  'Dra.',
  'D.',
  'Dña.',
  'Av.',
  'Avda.',
  'C.',
  'p. ej.',
  'p.ej.',
  'aprox.',
  'tel.',
  'Tel.',
]);

export function spanish(region: string): SpeechLanguage {
  const pointed = pointRegions.has(region);
  const [group, mark] = pointed ? [',', '\\.'] : ['\\.', ','];
  return {
    words: pointed ? { ...words, point: 'punto' } : words,
    number: `(?:\\d{1,3}(?:${group}\\d{3}){1,4}(?!\\d)|\\d{1,40})(?:${mark}\\d{1,20})?`,
    read: (written) => {
      const [before = '', after = ''] = pointed
        ? written.replace(/,/g, '').split('.')
        : written.replace(/\./g, '').split(',');
      return { negative: false, whole: before, fraction: after };
    },
    address: {
      '@': 'arroba',
      '.': 'punto',
      '-': 'guion',
      _: 'guion bajo',
      '/': 'barra',
      '+': 'más',
      '~': 'tilde',
      '%': 'por ciento',
    },
    symbols: [
      [/\s?&\s?/g, ' y '],
      [/\s?\/\s?(?=(?:mes|año|semana|día|noche|hora|minuto|persona)\b)/g, ' por '],
      [/\s?\+\s?/g, ' más '],
      [/\s?(?:=>|->|→)\s?/g, ' a '],
      [/(?<=[\p{L}\p{N}])\s?=\s?(?=[\p{L}\p{N}])/gu, ' igual a '],
      [/\s?×\s?/g, ' por '],
      [/\s?÷\s?/g, ' entre '],
      [/~\s?(?=\p{L})/gu, 'unos '],
      [/\s?%/g, ' por ciento'],
      [/\s?@\s?/g, ' arroba '],
      [/\s?°/g, ' grados'],
      [/\by\/o\b/g, 'y o'],
      [/(?<=\p{L})\/(?=\p{L})/gu, ' o '],
      [/_/g, ' '],
      [/[©®™]/g, ''],
      [/#(?=\p{L})/gu, 'almohadilla '],
      [/#/g, ' '],
      [/€/g, ' euros '],
      [/\$/g, pointed ? ' pesos ' : ' dólares '],
    ],
    currencies: [
      {
        signs: ['€', 'EUR'],
        names: ['euros', 'euro'],
        main: noun('euro|euros'),
        hundredth: noun('céntimo|céntimos'),
      },
      region === 'mx'
        ? {
            signs: ['$', 'MXN'],
            names: ['pesos', 'peso'],
            main: noun('peso|pesos'),
            hundredth: noun('centavo|centavos'),
          }
        : {
            signs: ['$'],
            names: ['dólares', 'dólar'],
            main: noun('dólar|dólares'),
            hundredth: noun('centavo|centavos'),
          },
      { signs: ['US$', 'USD'], main: noun('dólar|dólares'), hundredth: noun('centavo|centavos') },
      { signs: ['£', 'GBP'], main: noun('libra|libras|f'), hundredth: noun('penique|peniques') },
      { signs: ['¥'], main: noun('yen|yenes'), hundredth: null },
    ],
    amount: (main, cents) => `${main} con ${words.counted(String(cents), 'm')}`,
    scales: [
      ['millones', noun('millón|millones')],
      ['millón', noun('millón|millones')],
    ],
    afterScale: () => 'de ',
    units,
    percent: 'por ciento',
    to: 'a',
    plus: 'más',
    numberSign: 'número',
    phoneGroup: (digits) => digitByDigit(digits, words),
    early,
    phonesAfter: 3,
    abbreviations: [
      abbreviationRule(
        {
          'Sr.': 'señor',
          'Sra.': 'señora',
          'Srta.': 'señorita',
          'Dr.': 'doctor',
          'Dra.': 'doctora',
          'D.': 'don',
          'Dña.': 'doña',
          'Ud.': 'usted',
          'Uds.': 'ustedes',
          'Av.': 'avenida',
          'Avda.': 'avenida',
          'C.': 'calle',
          'C/': 'calle ',
          'p. ej.': 'por ejemplo',
          'p.ej.': 'por ejemplo',
          'etc.': 'etcétera',
          'aprox.': 'aproximadamente',
          'tel.': 'teléfono',
          'Tel.': 'teléfono',
          'EE. UU.': 'Estados Unidos',
          'EE.UU.': 'Estados Unidos',
          'S.A.': 'S A',
          'S.L.': 'S L',
          'máx.': 'máximo',
          'mín.': 'mínimo',
        },
        titles,
      ),
      capitalsRule(new Set('UE ID DNI URL USA'.split(' ')), /[AEIOUÁÉÍÓÚ]/),
    ],
  };
}
