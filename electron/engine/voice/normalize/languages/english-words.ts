/** Words of English that its rules look up. */
import { toCardinal, toOrdinal } from 'n2words/en-US';
import type { Currency } from './language.ts';
import { digitByDigit, noun, type Noun, type NumberWords } from '../number-words.ts';

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const weekdays: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  tues: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  thur: 'Thursday',
  thurs: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

const digit = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** `and`: "one hundred and five" (British) or "one hundred five" (American). */
export function englishNumbers(and: boolean): NumberWords {
  const cardinal = (value: string): string => toCardinal(value, { and });
  const words: NumberWords = {
    cardinal,
    ordinal: (value) => toOrdinal(value),
    year: (value) => {
      const century = Math.floor(value / 100);
      const rest = value % 100;
      if (value % 1000 < 10) return cardinal(String(value));
      const first = cardinal(String(century));
      if (rest === 0) return `${first} hundred`;
      return `${first} ${rest < 10 ? 'oh ' : ''}${cardinal(String(rest))}`;
    },
    counted: cardinal,
    fraction: (digits) => digitByDigit(digits, words),
    digit,
    point: 'point',
    minus: 'minus',
  };
  return words;
}

export const currencies: readonly Currency[] = [
  {
    signs: ['$', 'US$', 'USD'],
    names: ['dollars', 'dollar'],
    main: noun('dollar|dollars'),
    hundredth: noun('cent|cents'),
  },
  { signs: ['€', 'EUR'], names: ['euros', 'euro'], main: noun('euro|euros'), hundredth: noun('cent|cents') },
  { signs: ['£', 'GBP'], main: noun('pound|pounds'), hundredth: noun('penny|pence') },
  { signs: ['¥', 'JPY'], main: noun('yen'), hundredth: null },
  { signs: ['₹', 'INR'], main: noun('rupee|rupees'), hundredth: noun('paisa|paise') },
  { signs: ['CHF'], main: noun('Swiss franc|Swiss francs'), hundredth: noun('centime|centimes') },
  {
    signs: ['C$', 'CA$', 'CAD'],
    main: noun('Canadian dollar|Canadian dollars'),
    hundredth: noun('cent|cents'),
  },
  { signs: ['A$', 'AUD'], main: noun('Australian dollar|Australian dollars'), hundredth: noun('cent|cents') },
  { signs: ['¢'], main: noun('cent|cents'), hundredth: null },
];

export const units: Readonly<Record<string, Noun>> = Object.fromEntries(
  Object.entries({
    km: 'kilometer|kilometers',
    m: 'meter|meters',
    cm: 'centimeter|centimeters',
    mm: 'millimeter|millimeters',
    mi: 'mile|miles',
    ft: 'foot|feet',
    'ft.': 'foot|feet',
    'in.': 'inch|inches',
    '"': 'inch|inches',
    yd: 'yard|yards',
    'km/h': 'kilometer per hour|kilometers per hour',
    kph: 'kilometer per hour|kilometers per hour',
    mph: 'mile per hour|miles per hour',
    mpg: 'mile per gallon|miles per gallon',
    'm²': 'square meter|square meters',
    'ft²': 'square foot|square feet',
    'sq ft': 'square foot|square feet',
    'sq. ft.': 'square foot|square feet',
    'm³': 'cubic meter|cubic meters',
    kg: 'kilogram|kilograms',
    g: 'gram|grams',
    mg: 'milligram|milligrams',
    mcg: 'microgram|micrograms',
    lb: 'pound|pounds',
    lbs: 'pound|pounds',
    'lbs.': 'pound|pounds',
    oz: 'ounce|ounces',
    l: 'liter|liters',
    L: 'liter|liters',
    ml: 'milliliter|milliliters',
    mL: 'milliliter|milliliters',
    gal: 'gallon|gallons',
    tbsp: 'tablespoon|tablespoons',
    tsp: 'teaspoon|teaspoons',
    '°C': 'degree Celsius|degrees Celsius',
    '° C': 'degree Celsius|degrees Celsius',
    '°F': 'degree Fahrenheit|degrees Fahrenheit',
    '° F': 'degree Fahrenheit|degrees Fahrenheit',
    '°': 'degree|degrees',
    KB: 'kilobyte|kilobytes',
    kB: 'kilobyte|kilobytes',
    MB: 'megabyte|megabytes',
    GB: 'gigabyte|gigabytes',
    TB: 'terabyte|terabytes',
    Mbps: 'megabit per second|megabits per second',
    'Mbit/s': 'megabit per second|megabits per second',
    Gbps: 'gigabit per second|gigabits per second',
    Hz: 'hertz',
    kHz: 'kilohertz',
    MHz: 'megahertz',
    GHz: 'gigahertz',
    W: 'watt|watts',
    kW: 'kilowatt|kilowatts',
    kWh: 'kilowatt hour|kilowatt hours',
    V: 'volt|volts',
    mAh: 'milliamp hour|milliamp hours',
    ms: 'millisecond|milliseconds',
    s: 'second|seconds',
    sec: 'second|seconds',
    'sec.': 'second|seconds',
    secs: 'second|seconds',
    min: 'minute|minutes',
    'min.': 'minute|minutes',
    mins: 'minute|minutes',
    h: 'hour|hours',
    hr: 'hour|hours',
    'hr.': 'hour|hours',
    hrs: 'hour|hours',
    yr: 'year|years',
    yrs: 'year|years',
    x: 'time|times',
    px: 'pixel|pixels',
    dB: 'decibel|decibels',
    cal: 'calorie|calories',
    kcal: 'kilocalorie|kilocalories',
  }).map(([unit, written]) => [unit, noun(written)]),
);

/** Written with a full stop (or without where that cannot be another word) → said. */
export const abbreviations: Readonly<Record<string, string>> = {
  'Mr.': 'Mister',
  'Mrs.': 'Missus',
  'Prof.': 'Professor',
  'Rev.': 'Reverend',
  'Hon.': 'Honorable',
  'Gov.': 'Governor',
  'Sen.': 'Senator',
  'Rep.': 'Representative',
  'Gen.': 'General',
  'Capt.': 'Captain',
  'Lt.': 'Lieutenant',
  'Sgt.': 'Sergeant',
  'Mt.': 'Mount',
  'Ft.': 'Fort',
  'Jr.': 'Junior',
  'Sr.': 'Senior',
  'Ave.': 'Avenue',
  'Blvd.': 'Boulevard',
  'Rd.': 'Road',
  'Ln.': 'Lane',
  'Hwy.': 'Highway',
  'Apt.': 'Apartment',
  'Ste.': 'Suite',
  'Inc.': 'Incorporated',
  'Ltd.': 'Limited',
  'Corp.': 'Corporation',
  'Co.': 'Company',
  'Bros.': 'Brothers',
  'Dept.': 'Department',
  'dept.': 'department',
  'Assn.': 'Association',
  'Univ.': 'University',
  'e.g.': 'for example',
  'eg.': 'for example',
  'i.e.': 'that is',
  'etc.': 'et cetera',
  'vs.': 'versus',
  'v.': 'versus',
  'approx.': 'approximately',
  'appt.': 'appointment',
  'est.': 'established',
  'ext.': 'extension',
  'Ext.': 'extension',
  'tel.': 'telephone',
  'Tel.': 'telephone',
  'max.': 'maximum',
  'min.': 'minimum',
  'misc.': 'miscellaneous',
  'incl.': 'including',
  'excl.': 'excluding',
  'avg.': 'average',
  'qty.': 'quantity',
  'temp.': 'temperature',
  'a.k.a.': 'also known as',
  'w/o': 'without',
  'w/': 'with ',
  'P.O.': 'P O',
  'AT&T': 'A T and T',
};

/** Abbreviations in capitals that are phrases, or one word with its own sound. */
export const saidCapitals: Readonly<Record<string, string>> = {
  AKA: 'also known as',
  OK: 'okay',
  ETA: 'E T A',
  ASAP: 'as soon as possible',
  FYI: 'for your information',
  DIY: 'D I Y',
  TBD: 'to be determined',
  TBA: 'to be announced',
};

/** Capitals that are read letter by letter although they could be words. */
export const spelledCapitals = new Set(
  (
    'AI API ATM CEO CIO CFO COO CTO EU EUR FAQ HR HVAC ID IEEE IOU IQ IRA IRS IT ISO IOS LA MIA NHS PA POA PO QA RAQ ROI SEO ' +
    'SUV TV UFO UI UK UN UPS URL US USA USB UTI UX VAT VIP WHO EIN ADA ADHD AAA AARP EST EDT CEST CET CST MST PST PDT GMT UTC'
  ).split(' '),
);
