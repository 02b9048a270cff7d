/**
 * Hints (what the current node expects to hear) → a JSGF grammar. Pure: the same hints give the same grammar.
 *
 * ```
 * utterance = valid | garbage
 * valid     = [filler] [yes/no] core [please]
 * core      = yes/no form | small talk | sentence | [I'd like to] action [when] | [I need a] thing | keyword | value
 * ```
 *
 * Sentences, actions and things come from the examples, options, labels and conditions; values are numbers, digits, dates,
 * times and names, of the kinds that the node asks for only.
 */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import {
  asksForLastName,
  kindsOfVariable,
  optionsOf,
  type ValueKind,
} from '../../base/english/wanted-values.ts';
import type { SttHints } from '../spec/stt.ts';
import { anyOf, optional, seldom, sequence, spokenWords, type Fragment } from './fragments.ts';
import { GARBAGE_RULE } from './garbage.ts';
import { PhraseBook } from './phrase-book.ts';
import { keywordsOf, speakable } from './phrase.ts';
import { withDependencies, YES_NO_PHRASES, type RuleName } from './rules.ts';

export interface CompiledGrammar {
  jsgf: string;
  /** Every word the grammar may say, phones of the garbage path excepted; each needs a pronunciation. */
  words: string[];
  /** Part of the hints did not fit in. */
  clipped: boolean;
}

/** Bounds for hints of any origin: a person's agent stays far below. */
const MAX_FUNCTIONS = 40;
const MAX_EXAMPLES = 40;
const MAX_VARIABLES = 40;
const MAX_OPTIONS = 80;

/**
 * Prior of the garbage path (it weighs as much as a few badly heard frames). Lower accepts more accents and one-syllable
 * answers, higher refuses more strangers' speech. Chosen together with the bounds of `confidence.ts`.
 */
const GARBAGE_PRIOR = '0.0000000001';

export function compileGrammar(hints: SttHints): CompiledGrammar {
  const functions = hints.functions.slice(0, MAX_FUNCTIONS);
  const offered = [...hints.variables, ...functions.flatMap((spec) => spec.variables ?? [])];
  const variables = offered.slice(0, MAX_VARIABLES);
  const wanted = new Set(variables.flatMap(kindsOfVariable));

  const book = new PhraseBook();
  const examples = functions.flatMap((spec) => (spec.examples ?? []).slice(0, MAX_EXAMPLES));
  for (const example of examples) book.addExample(example, wanted);
  for (const option of variables.flatMap(optionsOf).slice(0, MAX_OPTIONS)) book.addThing(speakable(option));
  for (const keyword of distinctKeywords(functions)) book.addKeyword(keyword.split(' '));

  const kinds = new Set([...wanted, ...book.kinds]);
  const when = whenRule(kinds);
  const core = anyOf([
    anyOf(YES_NO_PHRASES),
    '<meta>',
    anyOf(book.sentences),
    sequenceOf(
      seldom('<want_to>'),
      anyOf(book.actions),
      when === '' ? '' : seldom(`(for | on | at) ${when}`),
    ),
    sequenceOf(seldom('<want_a>'), anyOf(book.things)),
    sequenceOf(seldom('(a | the)'), anyOf(book.keywords)),
    ...valueRules(hints, variables, kinds, when),
  ]);
  const valid = sequence(seldom('<filler>'), seldom('<assent>'), core, seldom('please'));
  const rules = withDependencies(namesIn(valid));
  return {
    jsgf: [
      '#JSGF V1.0;',
      'grammar parley;',
      ...[...rules].map(([name, rule]) => `<${name}> = ${rule};`),
      `<valid> = ${valid};`,
      `<garbage> = ${GARBAGE_RULE};`,
      `public <utterance> = /1.0/ <valid> | /${GARBAGE_PRIOR}/ <garbage>;`,
      '',
    ].join('\n'),
    words: spokenWords([valid, ...rules.values()]),
    clipped: book.clipped || hints.functions.length > MAX_FUNCTIONS || offered.length > MAX_VARIABLES,
  };
}

/** A sequence around something that must be there: nothing when it is not. */
function sequenceOf(before: Fragment, core: Fragment, after: Fragment = ''): Fragment {
  return core === '' ? '' : sequence(before, core, after);
}

function namesIn(fragment: Fragment): RuleName[] {
  return [...fragment.matchAll(/<([a-z_]+)>/g)].map((match) => match[1] as RuleName);
}

/** Keywords that point to one function only; a word of two answers would be heard but mean neither. */
function distinctKeywords(functions: SttHints['functions']): string[] {
  const owners = new Map<string, number>();
  for (const spec of functions) {
    const own = new Set([...keywordsOf(spec.label ?? ''), ...keywordsOf(spec.description)]);
    for (const keyword of own) owners.set(keyword, (owners.get(keyword) ?? 0) + 1);
  }
  return [...owners].filter(([, count]) => count === 1).map(([keyword]) => keyword);
}

function whenRule(kinds: ReadonlySet<ValueKind>): Fragment {
  if (kinds.has('date')) return kinds.has('time') ? '<when>' : '<date>';
  return kinds.has('time') ? '<time>' : '';
}

const UNITS = [
  'people',
  'years',
  'dollars',
  'percent',
  'of us',
  'minutes',
  'hours',
  'days',
  'weeks',
  'months',
  'points',
  'stars',
];

/** Units that the hints speak of: others are no answer here, only something for noise to become. */
function unitsIn({ functions }: SttHints, variables: readonly ExtractionVariable[]): Fragment {
  const text = [
    ...functions.flatMap((spec) => [spec.description, ...(spec.examples ?? [])]),
    ...variables.map((variable) => `${variable.name.replaceAll('_', ' ')} ${variable.prompt ?? ''}`),
  ]
    .join(' ')
    .slice(0, 20_000)
    .toLowerCase();
  const counted = /people|guests|persons|party/.test(text) ? ['people', 'of us'] : [];
  return anyOf([...counted, ...UNITS.filter((unit) => text.includes(unit))]);
}

/** One fragment a wanted kind, with the words that carry it ("it's", "at", "my name is"). */
function valueRules(
  hints: SttHints,
  variables: readonly ExtractionVariable[],
  kinds: ReadonlySet<ValueKind>,
  when: Fragment,
): Fragment[] {
  const rules: Fragment[] = [];
  if (kinds.has('cardinal')) {
    rules.push(
      sequence(
        seldom("(it's | it is | about | around | maybe | I'd say | I would say)"),
        '<cardinal>',
        seldom(unitsIn(hints, variables)),
      ),
    );
  }
  if (kinds.has('digits')) {
    rules.push(sequence(seldom("(it's | it is | the number is | my number is | number)"), '<digits>'));
  }
  if (when !== '') {
    rules.push(
      sequence(
        seldom("(on | at | for | by | around | about | maybe | it's | how about | what about | let's say)"),
        when,
      ),
    );
  }
  if (kinds.has('person')) {
    const lead = "(my name is | my name's | this is | it's | it is | I'm | I am | the name is | name is)";
    rules.push(
      sequence(optional(lead), anyOf(['<person>', variables.some(asksForLastName) ? '<last_name>' : ''])),
    );
  }
  if (kinds.has('letters')) rules.push(sequence(seldom("(it's | it is | that's)"), '<letters>'));
  return rules;
}
