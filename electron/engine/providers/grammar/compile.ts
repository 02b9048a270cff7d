/**
 * Hints (what the current node expects to hear) → a JSGF grammar. Pure: the same hints give the same grammar.
 *
 * ```
 * utterance = valid | garbage
 * valid     = [filler] [yes/no] core [polite]
 * core      = yes/no form | request [values] | values | small talk
 * request   = [I'd like to …] (an example, its point, a word of the label or condition, an option)
 * values    = numbers, digits, dates, times, names: only the kinds that the node asks for
 * ```
 */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import { readClockTime } from '../../base/english/clock-times.ts';
import { readDate } from '../../base/english/dates.ts';
import { isSpelledDigits, readCardinal, readDigits } from '../../base/english/numbers.ts';
import { FIRST_NAMES } from '../../base/english/person-names.ts';
import {
  asksForLastName,
  kindsOfVariable,
  optionsOf,
  type ValueKind,
} from '../../base/english/wanted-values.ts';
import type { SttHints } from '../spec/stt.ts';
import { anyOf, optional, sequence, spokenWords, type Fragment } from './fragments.ts';
import { GARBAGE_RULE } from './garbage.ts';
import { coreOf, keywordsOf, speakable } from './phrase.ts';
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
/** Words in all phrases together: keeps the decoder's graph near 10⁴ arcs and a grammar in tens of milliseconds. */
const MAX_PHRASE_WORDS_TOTAL = 1500;

/**
 * Prior of the garbage path. Lower accepts more accents, higher refuses more strangers' speech. Chosen on five
 * synthetic voices: see the accuracy test beside this file.
 */
const GARBAGE_WEIGHT = 0.1;

const PERSON_LEAD = /^(?:my name is|my name's|this is|i'm|i am|it's|it is|the name is|name is|name's) (.+)$/i;
const FIRST = new Set(FIRST_NAMES);

export function compileGrammar(hints: SttHints): CompiledGrammar {
  const functions = hints.functions.slice(0, MAX_FUNCTIONS);
  const variables = [...hints.variables, ...functions.flatMap((spec) => spec.variables ?? [])].slice(
    0,
    MAX_VARIABLES,
  );
  const kinds = new Set(variables.flatMap(kindsOfVariable));
  const budget = new PhraseBudget();

  const examples = functions.flatMap((spec) => (spec.examples ?? []).slice(0, MAX_EXAMPLES));
  for (const example of examples) budget.addExample(example, kinds);
  for (const option of variables.flatMap(optionsOf).slice(0, MAX_OPTIONS)) budget.add(speakable(option));
  for (const keyword of distinctKeywords(functions)) budget.add(keyword.split(' '));

  const values = valueRules(variables, budget.kinds);
  const pair =
    values.length > 1
      ? sequence(anyOf(values), optional(sequence('[and]', anyOf(values))))
      : (values[0] ?? '');
  const request = budget.phrases.size > 0 ? sequence('[<want>]', anyOf(budget.phrases)) : '';
  const requestValues = anyOf(values.filter((value) => !value.includes('<person>')));
  const core = anyOf([
    anyOf(YES_NO_PHRASES),
    '<meta>',
    request === '' ? '' : sequence(request, optional(requestValues)),
    pair,
  ]);
  const valid = sequence('[<filler>]', '[<assent>]', core, '[<polite>]');

  const rules = withDependencies(namesIn([valid]));
  const lines = [...rules].map(([name, rule]) => `<${name}> = ${rule};`);
  const garbageShare = String(GARBAGE_WEIGHT);
  return {
    jsgf: [
      '#JSGF V1.0;',
      'grammar parley;',
      ...lines,
      `<valid> = ${valid};`,
      `public <utterance> = /${String(1 - GARBAGE_WEIGHT)}/ <valid> | /${garbageShare}/ ${GARBAGE_RULE};`,
      '',
    ].join('\n'),
    words: spokenWords([valid, ...rules.values()]),
    clipped: budget.clipped || hints.functions.length > MAX_FUNCTIONS || variables.length === MAX_VARIABLES,
  };
}

function namesIn(fragments: Iterable<Fragment>): RuleName[] {
  return [...fragments].flatMap((fragment) =>
    [...fragment.matchAll(/<([a-z_]+)>/g)].map((match) => match[1] as RuleName),
  );
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

/** One fragment a wanted kind, with the words that carry it ("it's", "at", "for"). */
function valueRules(variables: readonly ExtractionVariable[], kinds: ReadonlySet<ValueKind>): Fragment[] {
  const rules: Fragment[] = [];
  if (kinds.has('digits') || kinds.has('cardinal')) {
    const figures = [kinds.has('cardinal') ? '<cardinal>' : '', kinds.has('digits') ? '<digits>' : ''];
    rules.push(
      sequence(
        "[it's | it is | the number is | my number is | for | about | around | number | that's]",
        anyOf(figures),
        '[people | years | dollars | percent | of us | minutes | days | weeks]',
      ),
    );
  }
  const when = kinds.has('date')
    ? kinds.has('time')
      ? '<when>'
      : '<date>'
    : kinds.has('time')
      ? '<time>'
      : '';
  if (when !== '') {
    rules.push(
      sequence(
        "[on | at | for | by | around | about | say | maybe | it's | how about | what about | let's say]",
        when,
      ),
    );
  }
  if (kinds.has('person')) {
    const lead =
      "[my name is | my name's | this is | it's | it is | I'm | I am | the name is | name is | for]";
    const last = variables.some(asksForLastName) ? '<last_name>' : '';
    rules.push(sequence(lead, anyOf(['<person>', last])));
  }
  if (kinds.has('letters')) rules.push(sequence("[it's | it is | that's]", '<letters>'));
  return rules;
}

/** Collects phrases until the budget is spent; examples bring the kinds of value that they contain. */
class PhraseBudget {
  readonly phrases = new Set<Fragment>();
  readonly kinds = new Set<ValueKind>();
  clipped = false;
  #words = 0;

  add(words: readonly Fragment[]): void {
    if (words.length === 0) return;
    if (this.#words + words.length > MAX_PHRASE_WORDS_TOTAL) {
      this.clipped = true;
      return;
    }
    const phrase = words.join(' ');
    if (this.phrases.has(phrase)) return;
    this.#words += words.length;
    this.phrases.add(phrase);
  }

  /** The sentence, its point without "I'd like to …", and both with their dates, times and numbers left open. */
  addExample(example: string, wanted: ReadonlySet<ValueKind>): void {
    for (const kind of wanted) this.kinds.add(kind);
    const words = speakable(example);
    const person = PERSON_LEAD.exec(words.join(' '));
    if (person && FIRST.has((person[1] ?? '').split(' ')[0]?.toLowerCase() ?? '')) {
      this.kinds.add('person');
      return;
    }
    this.add(words);
    this.add(coreOf(words));
    const open = this.#opened(words);
    if (open !== null) this.add(coreOf(open).length > 0 ? coreOf(open) : open);
  }

  /** The words with values replaced by their rules; null when there are none. */
  #opened(words: readonly string[]): Fragment[] | null {
    const tokens = words.map((word) =>
      word === 'p.m.' || word === 'a.m.' ? word.replaceAll('.', '') : word.toLowerCase(),
    );
    const open: Fragment[] = [];
    let found = false;
    for (let at = 0; at < tokens.length;) {
      const slot = valueAt(tokens, at);
      if (slot === null) {
        open.push(words[at] ?? '');
        at += 1;
      } else {
        open.push(`<${slot.rule}>`);
        this.kinds.add(slot.kind);
        found = true;
        at += slot.length;
      }
    }
    return found ? open : null;
  }
}

interface Slot {
  rule: RuleName;
  kind: ValueKind;
  length: number;
}

/** A value that an example spells out. A lone small number stays what it is: "option one" is not "option two". */
function valueAt(tokens: readonly string[], at: number): Slot | null {
  const date = readDate(tokens, at);
  if (date) return { rule: 'date', kind: 'date', length: date.length };
  const time = readClockTime(tokens, at);
  if (time && (!time.value.bare || tokens[at - 1] === 'at'))
    return { rule: 'time', kind: 'time', length: time.length };
  const digits = readDigits(tokens, at);
  if (digits && isSpelledDigits(tokens, at, digits.length))
    return { rule: 'digits', kind: 'digits', length: digits.length };
  const cardinal = readCardinal(tokens, at);
  if (cardinal && cardinal.value > 10) return { rule: 'cardinal', kind: 'cardinal', length: cardinal.length };
  return null;
}
