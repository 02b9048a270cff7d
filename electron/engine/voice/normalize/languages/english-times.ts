/** Dates and times of day in English writing. */
import { digitByDigit, type NumberWords } from '../number-words.ts';
import type { Rule } from '../rule.ts';
import { months, weekdays } from './english-words.ts';

const monthNames =
  'January|February|March|April|June|July|August|September|October|November|December|Jan\\.?|Feb\\.?|Mar\\.?|Apr\\.?|Jun\\.?|Jul\\.?|Aug\\.?|Sept?\\.?|Oct\\.?|Nov\\.?|Dec\\.?|May';
const year = '(1[0-9]\\d\\d|20\\d\\d)';
const day = '(0?[1-9]|[12]\\d|3[01])';
const halves = '([AaPp])\\.?[Mm](?:\\.|\\b)';

/** `dayFirst`: 3/5 is the third of May. */
export function englishTimes(words: NumberWords, dayFirst: boolean): Rule[] {
  const ordinal = (value: string): string => words.ordinal(Number(value));
  const monthOf = (written: string): string => {
    const start = written.slice(0, 3).toLowerCase();
    return months.find((name) => name.toLowerCase().startsWith(start)) ?? written;
  };
  const dated = (month: string, dayOfMonth: string, yearText: string): string =>
    `${month} ${ordinal(dayOfMonth)}${yearText === '' ? '' : `, ${words.year(Number(yearText))}`}`;
  const numeric = (first: string, second: string, yearText: string): string | null => {
    const swapped = dayFirst ? Number(second) <= 12 : Number(first) > 12;
    const [month, dayOfMonth] = swapped ? [second, first] : [first, second];
    const name = months[Number(month) - 1];
    if (!name || Number(dayOfMonth) < 1 || Number(dayOfMonth) > 31) return null;
    return dated(name, dayOfMonth, yearText.length === 2 ? `20${yearText}` : yearText);
  };

  /** "three thirty", "nine oh five"; a full hour is "o'clock" where nothing else tells that it is a time. */
  const clock = (hour: number, minute: number, half: string): string => {
    const twelve = half === '' ? (hour > 12 ? hour - 12 : hour) : hour;
    const implied = half !== '' ? half : hour > 12 ? 'p' : '';
    if (half === '' && hour === 0) return minute === 0 ? 'midnight' : `twelve ${minutes(minute)} a.m.`;
    const said = words.cardinal(String(twelve));
    const end = implied === '' ? '' : ` ${implied.toLowerCase()}.m.`;
    if (minute === 0) return end === '' ? `${said} o'clock` : said + end;
    return `${said} ${minutes(minute)}${end}`;
  };
  const minutes = (minute: number): string => `${minute < 10 ? 'oh ' : ''}${words.cardinal(String(minute))}`;
  const at = (hour: string, minute: string, half: string): string | null => {
    const hours = Number(hour);
    if (hours > 24 || Number(minute) > 59 || (half !== '' && (hours < 1 || hours > 12))) return null;
    return clock(hours === 24 ? 0 : hours, Number(minute), half);
  };

  return [
    {
      pattern:
        /(?<![\p{L}\p{N}-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:T| (?=\d\d:))(\d\d):(\d\d)(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?(?![\p{N}])/gu,
      say: ({ group }) => {
        const time = at(group(4), group(5), '');
        return time && `${numeric(...monthFirst(group(2), group(3), dayFirst), group(1)) ?? ''} at ${time}`;
      },
    },
    {
      pattern: /(?<![\p{L}\p{N}-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\p{N}-])/gu,
      say: ({ group }) => numeric(...monthFirst(group(2), group(3), dayFirst), group(1)),
    },
    {
      pattern: /(?<![\p{L}\p{N}/.])(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?![\p{N}/])/gu,
      say: ({ group }) => numeric(group(1), group(2), group(3)),
    },
    {
      pattern:
        /(?<=\b(?:on|by|until|till|before|after|from|since|due|for|to|through|through|Mon|Monday|Tue|Tuesday|Wed|Wednesday|Thu|Thursday|Fri|Friday|Sat|Saturday|Sun|Sunday)[.,]? )(\d{1,2})\/(\d{1,2})(?![\p{N}/])/giu,
      say: ({ group }) => numeric(group(1), group(2), ''),
    },
    // March 5(th), 2026 – and "May 5", but not "may 5 people"
    {
      pattern: new RegExp(
        `\\b(${monthNames}) ${day}(?:st|nd|rd|th)?\\b(?:\\s?[-–]\\s?${day}(?:st|nd|rd|th)?\\b)?(?:,? ${year}\\b)?(?![\\d:%]|[.,]\\d)`,
        'g',
      ),
      say: ({ group }) => {
        const to = group(3) === '' ? '' : ` to ${ordinal(group(3))}`;
        const yearText = group(4) === '' ? '' : `, ${words.year(Number(group(4)))}`;
        return `${monthOf(group(1))} ${ordinal(group(2))}${to}${yearText}`;
      },
    },
    // 5 March 2026, 5th of March
    {
      pattern: new RegExp(
        `(?<![\\p{L}\\p{N}.,:])${day}(?:st|nd|rd|th)?( of)? (${monthNames})(?![\\p{L}])(?:,? ${year}(?!\\d))?`,
        'gu',
      ),
      say: ({ group, before }) => {
        const article = /\bthe $/i.test(before) ? '' : 'the ';
        return `${article}${ordinal(group(1))} of ${monthOf(group(3))}${group(4) === '' ? '' : `, ${words.year(Number(group(4)))}`}`;
      },
    },
    {
      pattern: new RegExp(`\\b(${monthNames}) ${year}(?!\\d|[.,]\\d)`, 'g'),
      say: ({ group }) => `${monthOf(group(1))} ${words.year(Number(group(2)))}`,
    },
    // Times and their ranges
    {
      pattern: new RegExp(
        `(?<![\\p{L}\\p{N}:.,$€£])(\\d{1,2})(?::(\\d\\d))?\\s?(?:${halves})?\\s?[-–—]\\s?(\\d{1,2})(?::(\\d\\d))?\\s?${halves}`,
        'gu',
      ),
      say: ({ group }) => {
        const from =
          group(2) === '' && group(3) === ''
            ? words.cardinal(String(Number(group(1))))
            : at(group(1), group(2), group(3));
        const to = at(group(4), group(5), group(6));
        return from && to ? `${from.replace(" o'clock", '')} to ${to}` : null;
      },
    },
    {
      pattern:
        /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4]):([0-5]\d)\s?[-–—]\s?([01]?\d|2[0-4]):([0-5]\d)(?![\p{N}:])/gu,
      say: ({ group }) => {
        const from = at(group(1), group(2), '');
        const to = at(group(3), group(4), '');
        return from && to ? `${from.replace(" o'clock", '')} to ${to}` : null;
      },
    },
    {
      pattern: new RegExp(`(?<![\\p{L}\\p{N}:.,$€£])(\\d{1,2})(?:[:.](\\d\\d))?\\s?${halves}`, 'gu'),
      say: ({ group }) => at(group(1), group(2), group(3)),
    },
    {
      pattern:
        /(?<![\p{L}\p{N}:.,])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\p{N}:])(?:\s?(?:h|hrs|hours|o'clock)\b)?/gu,
      say: ({ group }) => at(group(1), group(2), ''),
    },
    {
      pattern: /(?<![\p{L}\p{N}:.,])(\d{1,3}):(\d{1,3})(?![\p{N}:])/gu,
      say: ({ group }) => `${words.cardinal(group(1))} to ${words.cardinal(group(2))}`,
    },
    { pattern: /\b24\/7\b/g, say: () => 'twenty-four seven' },
    // Decades and years
    {
      pattern: /(?<![\p{L}\p{N}])(?:(1\d|20)|')?(\d0)'?s\b/gu,
      say: ({ group }) => {
        const decade =
          group(2) === '00'
            ? 'hundreds'
            : words.cardinal(group(2)).replace(/y$/, 'ies').replace(/en$/, 'ens');
        return group(1) === ''
          ? decade
          : group(1) + group(2) === '2000'
            ? 'two thousands'
            : `${words.cardinal(group(1))} ${decade}`;
      },
    },
    {
      pattern:
        /(?<![\p{L}\p{N}.,$€£#/-])(1[1-9]\d\d|20\d\d)\s?[-–]\s?(?:(1[1-9]\d\d|20\d\d)|(\d\d))(?![\p{L}\p{N}%-]|[.,]\d)/gu,
      say: ({ group }) =>
        `${words.year(Number(group(1)))} to ${group(2) === '' ? words.cardinal(group(3)) : words.year(Number(group(2)))}`,
    },
    {
      pattern:
        /(?<![\p{L}\p{N}.,$€£#/-])(1[89]\d\d|20\d\d)(?=[\s.,;:!?)'"]|$)(?![.,]\d)(?! ?(?:dollars?|euros?|pounds?|people|customers?|users?|items?|points?|steps?|calories|miles|km|kg|lbs?|meters?|feet|ft|mg|ml|MB|GB|kWh|units?|words?|pages?|hours?|minutes?|seconds?|days)\b)/gu,
      say: ({ group, before }) =>
        /\b(?:number|code|order|ticket|case|account|invoice|booking|reference|confirmation|pin|extension|room|flight|id|zip)(?: (?:number|code|id|is|no\.?))?:? $/i.test(
          before,
        )
          ? digitByDigit(group(1), words)
          : words.year(Number(group(1))),
    },
  ];
}

/** Short names of days: of those that are words too, only where a date or another day stands beside them. */
export const weekdayRules: readonly Rule[] = [
  {
    pattern:
      /\b(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)(?:\.(?= )|(?=,? (?:January|February|March|April|May|June|July|August|September|October|November|December|at |the ))|(?=\s?[-–/]\s?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)|(?<=(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,8}\s?[-–/]\s?(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun))\b)/g,
    say: ({ group }) => weekdays[group(1).toLowerCase()] ?? null,
  },
  {
    pattern: /(?<=day)\s?[-–]\s?(?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?\b)/g,
    say: () => ' to ',
  },
  {
    pattern: /(?<=to )(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b/g,
    say: ({ group }) => weekdays[group(1).toLowerCase()] ?? null,
  },
];

/** ISO dates are year, month, day whatever the country's own order. */
function monthFirst(month: string, dayOfMonth: string, dayFirst: boolean): [string, string] {
  return dayFirst ? [dayOfMonth, month] : [month, dayOfMonth];
}
