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
  'want_to',
  'want_a',
  'assent',
  'meta',
  'digit',
  'digit_group',
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
  filler: phrases(['uh', 'um', 'well', 'hi', 'hello', 'okay']),
  want_to: phrases(
    [
      "i'd like to",
      'i would like to',
      'i want to',
      'i wanna',
      'i need to',
      'i have to',
      "i'm calling to",
      "i'm looking to",
      'can i',
      'could i',
      'could you',
      'can you',
      'may i',
      "let's",
      'please',
      "i don't want to",
      'i do not want to',
    ].map(writtenPhrase),
  ),
  want_a: `(${phrases(
    [
      "i'd like",
      'i would like',
      'i want',
      'i need',
      'can i get',
      'can i have',
      "i'll take",
      "i'll have",
      'i prefer',
      "it's",
      'it is',
      "it's about",
      'it was',
      "i'm looking for",
      "i'm calling about",
      'about',
      'for',
      "i don't want",
      "i don't need",
    ].map(writtenPhrase),
  )} [a | an | the | my] | a | an | the)`,
  assent: phrases(['yes', 'yeah', 'sure', 'okay', 'no', 'yes please', 'no thanks', 'no thank you']),
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
  digit_group: '(<digit> | (double | triple) <digit>)',
  // Three digits or more: shorter ones are cardinals.
  digits: '(<digit_group> <digit_group> | (double | triple) <digit>) <digit_group>+',
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

/** So like "yes" and "no" that they would be heard in their place; they mean the same. */
const LOOKALIKES = new Set(['yep', 'yup', 'nope', 'nah']);

export const YES_NO_PHRASES: readonly string[] = [...YES_PHRASES, ...NO_PHRASES]
  .filter((phrase) => !LOOKALIKES.has(phrase))
  .map(writtenPhrase);
