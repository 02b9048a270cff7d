/**
 * The sentences of a grammar, sorted by what may stand before them: whole sentences nothing, actions ("book a visit")
 * "I'd like to", things ("cleaning") "I need a". Loose joints between parts are what lets strangers' speech in.
 */
import { readClockTime } from '../../base/english/clock-times.ts';
import { readDate } from '../../base/english/dates.ts';
import { isSpelledDigits, readCardinal, readDigits } from '../../base/english/numbers.ts';
import { FIRST_NAMES } from '../../base/english/person-names.ts';
import type { ValueKind } from '../../base/english/wanted-values.ts';
import type { Fragment } from './fragments.ts';
import { speakable } from './phrase.ts';
import type { RuleName } from './rules.ts';

/** Words in all phrases together: keeps the decoder's graph near 10⁴ arcs and a grammar in tens of milliseconds. */
const MAX_WORDS = 1500;

const FIRST = new Set(FIRST_NAMES);
const PERSON_LEAD = /^(?:my name is|my name's|this is|i'm|i am|it's|it is|the name is|name is|name's) (.+)$/i;
const OPENING = '(?:(?:yes|no|okay|well|hi|hello|so|and|please|maybe|only|just|probably) )*';
const ACTION_LEAD = new RegExp(
  `^${OPENING}(?:i'd like to|i would like to|i want to|i wanna|i need to|i have to|i'm calling to|i am calling to|i'm looking to|can i|could i|may i|can you|could you|let me|let's|please) (.+)$`,
  'i',
);
const THING_LEAD = new RegExp(
  `^${OPENING}(?:(?:i'd like|i would like|i want|i need|i think i need|can i get|can i have|i'll take|it's|it is|it was|i think it's|about|for) (?:(?:a|an|the|my|some) )?|(?:a|an|the|my) )(.+)$`,
  'i',
);
const VERBS = new Set(
  (
    'add answer apply arrange ask bring book buy call cancel change check choose close come complain confirm connect continue create delete drop end find fix forget get give go have ' +
    'hear help hold join keep know learn leave listen look make meet move open order pay pick place play postpone put quit register remove rent repair repeat report reschedule reserve ' +
    'return schedule see sell send set sign speak start stop switch take talk tell track transfer try turn update upgrade use visit wait'
  ).split(' '),
);
/** What may stand around a value without making a sentence of its own. */
const CARRIERS = new Set(
  "at on for it's it is about around by the a an I'd I would like that's maybe in please say make".split(' '),
);

export class PhraseBook {
  readonly sentences = new Set<Fragment>();
  readonly actions = new Set<Fragment>();
  readonly things = new Set<Fragment>();
  /** Words of labels and conditions: said alone, since nobody chose them to be spoken. */
  readonly keywords = new Set<Fragment>();
  /** Kinds of value that examples contain. */
  readonly kinds = new Set<ValueKind>();
  clipped = false;
  #words = 0;

  addThing(words: readonly string[]): void {
    this.#add(this.things, words);
  }

  addKeyword(words: readonly string[]): void {
    if (!this.things.has(words.join(' '))) this.#add(this.keywords, words);
  }

  /** A sentence that a caller may say, its point without "I'd like to …", and its dates, times and numbers left open. */
  addExample(example: string, wanted: ReadonlySet<ValueKind>): void {
    const words = speakable(example);
    if (words.at(-1) === 'please' && words.length > 1) words.pop();
    const named = (PERSON_LEAD.exec(words.join(' '))?.[1] ?? words.join(' ')).split(' ');
    if (FIRST.has(named[0]?.toLowerCase() ?? '') && named.length <= 2) {
      this.kinds.add('person');
      return;
    }
    const open = this.#opened(words, wanted);
    if (open !== null) {
      if (open.some((word) => !word.startsWith('<') && !CARRIERS.has(word))) this.#add(this.sentences, open);
      return;
    }
    const text = words.join(' ');
    const action = ACTION_LEAD.exec(text)?.[1];
    const thing = THING_LEAD.exec(text)?.[1];
    if (action !== undefined) this.#add(this.actions, action.split(' '));
    else if (thing !== undefined && thing.split(' ').length <= 3) this.#add(this.things, thing.split(' '));
    if (VERBS.has(words[0] ?? '')) this.#add(this.actions, words);
    else if (action === undefined || words[0] !== 'I') this.#add(this.sentences, words);
  }

  #add(to: Set<Fragment>, words: readonly Fragment[]): void {
    const phrase = words.join(' ');
    if (phrase === '' || to.has(phrase)) return;
    if (this.#words + words.length > MAX_WORDS) {
      this.clipped = true;
      return;
    }
    this.#words += words.length;
    to.add(phrase);
  }

  /** The words with values replaced by their rules; null when there are none. */
  #opened(words: readonly string[], wanted: ReadonlySet<ValueKind>): Fragment[] | null {
    const tokens = words.map((word) =>
      /^[ap]\.m\.$/.test(word) ? word.replaceAll('.', '') : word.toLowerCase(),
    );
    const open: Fragment[] = [];
    let found = false;
    for (let at = 0; at < tokens.length;) {
      const slot = valueAt(tokens, at, wanted);
      if (slot === null) open.push(words[at] ?? '');
      else {
        open.push(`<${slot.rule}>`);
        this.kinds.add(slot.kind);
        found = true;
      }
      at += slot?.length ?? 1;
    }
    return found ? open : null;
  }
}

interface Slot {
  rule: RuleName;
  kind: ValueKind;
  length: number;
}

/** A value that an example spells out. Where none is asked for, "option one" stays what it is. */
function valueAt(tokens: readonly string[], at: number, wanted: ReadonlySet<ValueKind>): Slot | null {
  const date = readDate(tokens, at);
  if (date) return { rule: 'date', kind: 'date', length: date.length };
  const time = readClockTime(tokens, at);
  const timed = time && (!time.value.bare || tokens[at - 1] === 'at' || wanted.has('time'));
  if (timed) return { rule: 'time', kind: 'time', length: time.length };
  const digits = readDigits(tokens, at);
  if (digits && digits.value.length > 2 && isSpelledDigits(tokens, at, digits.length)) {
    return { rule: 'digits', kind: 'digits', length: digits.length };
  }
  const cardinal = readCardinal(tokens, at);
  if (!cardinal) return null;
  return wanted.has('cardinal') || cardinal.value > 12
    ? { rule: 'cardinal', kind: 'cardinal', length: cardinal.length }
    : null;
}
