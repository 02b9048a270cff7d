/** Words of German that its rules look up. */
import { toCardinal, toOrdinal } from 'n2words/de-DE';
import { digitByDigit, noun, type Noun, type NumberWords } from '../number-words.ts';

export const months = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
];
export const monthNames =
  'Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jan\\.|Feb\\.|Apr\\.|Jun\\.|Jul\\.|Aug\\.|Sept?\\.|Okt\\.|Nov\\.|Dez\\.';

export const words: NumberWords = {
  cardinal: (value) => toCardinal(value),
  ordinal: (value) => toOrdinal(value),
  year: (value) => {
    const century = Math.floor(value / 100);
    if (century < 11 || century > 19) return toCardinal(value);
    const rest = value % 100;
    return `${toCardinal(century)}hundert${rest === 0 ? '' : toCardinal(rest)}`;
  },
  counted: (value, gender) => {
    const said = toCardinal(value);
    return value.endsWith('1') && !value.endsWith('11')
      ? said.replace(/eins$/, gender === 'f' && value === '1' ? 'eine' : 'ein')
      : said;
  },
  fraction: (digits) => digitByDigit(digits, words),
  digit: ['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'],
  point: 'Komma',
  minus: 'minus',
};

export const units: Readonly<Record<string, Noun>> = Object.fromEntries(
  Object.entries({
    km: 'Kilometer',
    m: 'Meter',
    cm: 'Zentimeter',
    mm: 'Millimeter',
    'km/h': 'Kilometer pro Stunde',
    'm²': 'Quadratmeter',
    qm: 'Quadratmeter',
    'm³': 'Kubikmeter',
    kg: 'Kilogramm',
    g: 'Gramm',
    mg: 'Milligramm',
    t: 'Tonne|Tonnen|f',
    l: 'Liter',
    ml: 'Milliliter',
    '°C': 'Grad Celsius',
    '° C': 'Grad Celsius',
    '°': 'Grad',
    KB: 'Kilobyte',
    MB: 'Megabyte',
    GB: 'Gigabyte',
    TB: 'Terabyte',
    'Mbit/s': 'Megabit pro Sekunde',
    W: 'Watt',
    kW: 'Kilowatt',
    kWh: 'Kilowattstunde|Kilowattstunden|f',
    V: 'Volt',
    Hz: 'Hertz',
    ms: 'Millisekunde|Millisekunden|f',
    s: 'Sekunde|Sekunden|f',
    Sek: 'Sekunde|Sekunden|f',
    'Sek.': 'Sekunde|Sekunden|f',
    min: 'Minute|Minuten|f',
    Min: 'Minute|Minuten|f',
    'Min.': 'Minute|Minuten|f',
    h: 'Stunde|Stunden|f',
    Std: 'Stunde|Stunden|f',
    'Std.': 'Stunde|Stunden|f',
    'Mio.': 'Million|Millionen|f',
    'Mrd.': 'Milliarde|Milliarden|f',
    x: 'mal',
  }).map(([unit, written]) => [unit, noun(written)]),
);
