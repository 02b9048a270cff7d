/**
 * The fixed parts of English that a grammar may need: numbers, dates, times, names, yes and no. Each is one JSGF rule;
 * a rule is copied into the decoder's graph wherever it is named, so big ones are named once or twice only.
 *
 * Words are written as a person reads them (`Tuesday`, `p.m.`, `I'd`): the transcript is what the decoder says.
 */
import { MONTH_WORDS, WEEKDAY_WORDS } from '../../base/english/dates.ts';
import { DIGIT_WORDS, ORDINAL_WORDS, TEEN_WORDS, TENS_WORDS } from '../../base/english/numbers.ts';
import { FIRST_NAMES, LAST_NAMES } from '../../base/english/person-names.ts';
import { NO_PHRASES, YES_PHRASES } from '../../base/english/yes-no.ts';
import { phrases, type Fragment } from './fragments.ts';

export const RULE_NAMES = [
  'filler',
  'polite',
  'want',
  'assent',
  'meta',
  'digit',
  'digits',
  'below_hundred',
  'cardinal',
  'weekday',
  'month',
  'day',
  'year',
  'date',
  'hour',
  'minute',
  'time',
  'when',
  'first_name',
  'last_name',
  'person',
  'letters',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Mac and O' names apart, a capital first letter is how names are written. */
export const writtenName = capital;

const UNITS = DIGIT_WORDS.slice(1);
const HOURS = [...UNITS, ...TEEN_WORDS.slice(0, 3)];
const ORDINALS_TO_31 = [
  ...ORDINAL_WORDS,
  'twentieth',
  ...ORDINAL_WORDS.slice(0, 9).map((unit) => `twenty ${unit}`),
  'thirtieth',
  'thirty first',
];

/** Words that a written phrase spells differently from the dictionary's lower case. */
const WRITTEN = new Map<string, string>([
  ['i', 'I'],
  ["i'd", "I'd"],
  ["i'm", "I'm"],
  ["i've", "I've"],
  ["i'll", "I'll"],
  ['am', 'am'],
  ['pm', 'p.m.'],
  ...[...WEEKDAY_WORDS, ...MONTH_WORDS]
    .filter((word) => word !== 'may' && word !== 'march')
    .map((word) => [word, capital(word)] as const),
]);
/** `i'd` → `I'd`, `tuesday` → `Tuesday`; other words stay as they are. */
export function written(word: string): string {
  return WRITTEN.get(word) ?? word;
}
const writtenPhrase = (phrase: string): string => phrase.split(' ').map(written).join(' ');

const RULES: Readonly<Record<RuleName, Fragment>> = {
  filler: phrases([
    'uh',
    'um',
    'er',
    'well',
    'oh',
    'so',
    'hi',
    'hello',
    'hey',
    'okay',
    'please',
    'actually',
    'and',
  ]),
  polite: phrases([
    'please',
    'thanks',
    'thank you',
    'thank you very much',
    'if possible',
    'okay',
    'for me',
    'right',
  ]),
  want: phrases(
    [
      "i'd like to",
      "i'd like",
      "i'd like a",
      'i would like to',
      'i would like',
      'i want to',
      'i want',
      'i wanna',
      'i need to',
      'i need',
      'i need a',
      'i have to',
      "i'm calling to",
      "i'm calling about",
      "i'm looking to",
      "i'm looking for",
      'can i',
      'can i get',
      'could i',
      'could you',
      'can you',
      'may i',
      'let me',
      "let's",
      "i'll take",
      "i'll have",
      'i prefer',
      "it's",
      'it is',
      "it's about",
      'about',
      'for',
      'to',
      'the',
      'a',
      'an',
      'my',
      "i don't want to",
      "i don't want",
      "i don't need",
      'not',
    ].map(writtenPhrase),
  ),
  assent: phrases([
    'yes',
    'yeah',
    'yep',
    'sure',
    'okay',
    'no',
    'nope',
    'yes please',
    'no thanks',
    'no thank you',
  ]),
  meta: phrases(
    [
      'hello',
      'hi',
      'good morning',
      'good afternoon',
      'sorry',
      'pardon',
      'excuse me',
      'repeat that',
      'repeat that please',
      'can you repeat that',
      'could you repeat that please',
      'say that again',
      'say that again please',
      'what did you say',
      "i didn't catch that",
      'what was that',
      'what can i say',
      'what are my options',
      'what are the options',
      'help',
      "i don't know",
      "i'm not sure",
      'thank you',
      'thanks',
      'goodbye',
      'bye',
      'bye bye',
    ].map(writtenPhrase),
  ),
  digit: phrases([...DIGIT_WORDS, 'oh']),
  digits: '(<digit> | (double | triple) <digit>)+',
  below_hundred: `(${phrases([...DIGIT_WORDS, ...TEEN_WORDS])} | ${phrases(TENS_WORDS)} [${phrases(UNITS)}])`,
  cardinal: [
    '(<below_hundred>',
    `(a | ${phrases([...UNITS, ...TEEN_WORDS])}) hundred [[and] <below_hundred>]`,
    `(a | ${phrases(UNITS)}) thousand [(${UNITS.join(' | ')}) hundred] [[and] <below_hundred>])`,
  ].join(' | '),
  weekday: phrases(WEEKDAY_WORDS.map(capital)),
  month: phrases(MONTH_WORDS.map(capital)),
  day: phrases(ORDINALS_TO_31),
  year: `(nineteen <below_hundred> | two thousand [[and] <below_hundred>] | twenty <below_hundred>)`,
  date: [
    '(today',
    'tomorrow',
    '[the] day after tomorrow',
    'next week',
    '[this | next | this coming] <weekday> [next week | morning | afternoon | evening]',
    'tomorrow (morning | afternoon | evening)',
    'this (morning | afternoon | evening)',
    '[<weekday> [the]] <month> [the] <day>',
    '[<weekday>] the <day> [of <month>])',
  ].join(' | '),
  hour: phrases(HOURS),
  minute: phrases([
    'oh five',
    'ten',
    'fifteen',
    'twenty',
    'twenty five',
    'thirty',
    'thirty five',
    'forty',
    'forty five',
    'fifty',
    'fifty five',
  ]),
  time: [
    "(<hour> [<minute> | o'clock] [a.m. | p.m. | in the morning | in the afternoon | in the evening | at night]",
    '(half past | quarter past | a quarter past | quarter to | a quarter to | ten past | ten to) <hour> [a.m. | p.m. | in the morning | in the afternoon]',
    'noon',
    'midday',
    'midnight)',
  ].join(' | '),
  when: '(<date> [[at | around] <time>] | <time> [[on] <date>])',
  first_name: phrases(FIRST_NAMES.map(writtenName)),
  last_name: phrases(LAST_NAMES.map(writtenName)),
  person: '<first_name> [<last_name>]',
  letters: `(${Array.from('abcdefghijklmnopqrstuvwxyz')
    .map((letter) => letter.toUpperCase())
    .join(' | ')} | <digit>)+`,
};

/** All rules that these rules speak through, themselves included. */
export function withDependencies(names: Iterable<RuleName>): Map<RuleName, Fragment> {
  const found = new Map<RuleName, Fragment>();
  const visit = (name: RuleName): void => {
    if (found.has(name)) return;
    const rule = RULES[name];
    found.set(name, rule);
    for (const match of rule.matchAll(/<([a-z_]+)>/g)) visit(match[1] as RuleName);
  };
  for (const name of names) visit(name);
  return found;
}

export const YES_NO_PHRASES: readonly string[] = [...YES_PHRASES, ...NO_PHRASES].map(writtenPhrase);
