/** Which function did the caller mean? Examples first, then words of label and condition, yes and no, wanted values. */
import { readCardinal } from '../../base/english/numbers.ts';
import { kindsOfVariable, optionsOf } from '../../base/english/wanted-values.ts';
import { tokenize } from '../../base/english/tokens.ts';
import type { FunctionSpec } from '../spec/functions.ts';
import { valueIn } from './find-value.ts';
import { readSentence, type Sentence } from './sentence.ts';

/** A match below this is none. */
const THRESHOLD = 0.5;
/** The second best must be this much worse. */
const MARGIN = 0.12;

/** The function meant by the caller's sentence, or null when none or several fit. Deterministic. */
export function chooseFunction(said: string, functions: readonly FunctionSpec[]): FunctionSpec | null {
  const sentence = readSentence(said);
  if (sentence.words.length === 0 || functions.length === 0) return null;
  const profiles = functions.map((spec) => new FunctionProfile(spec));
  const owners = new Map<string, number>();
  for (const profile of profiles) {
    for (const stem of profile.allStems) owners.set(stem, (owners.get(stem) ?? 0) + 1);
  }
  const byNumber = chooseByNumber(said, functions);
  if (byNumber) return byNumber;
  const weight = (stem: string): number => {
    const count = owners.get(stem) ?? 0;
    return count === 0 ? 0.35 : count === 1 ? 1 : 0.35;
  };
  const scores = profiles.map((profile) => profile.score(sentence, weight));
  addValues(said, functions, scores);
  const ranked = scores.map((score, index) => ({ score, index })).sort((a, b) => b.score - a.score);
  const [best, second] = ranked;
  if (!best || best.score < THRESHOLD || best.score - (second?.score ?? 0) < MARGIN) return null;
  return functions[best.index] ?? null;
}

class FunctionProfile {
  readonly #examples: readonly Sentence[];
  readonly #label: Sentence;
  readonly #description: Sentence;
  /** Yes or no, when a plain yes or no is what this function waits for. */
  readonly #answer: boolean | null;
  readonly allStems: ReadonlySet<string>;

  constructor(spec: FunctionSpec) {
    this.#examples = (spec.examples ?? []).slice(0, 100).map(readSentence);
    this.#label = readSentence(spec.label ?? spec.name.replaceAll('_', ' '));
    this.#description = readSentence(spec.description);
    this.#answer = this.#plainAnswer(spec);
    this.allStems = new Set([
      ...this.#examples.flatMap((example) => [...example.stems]),
      ...this.#label.stems,
      ...this.#description.stems,
    ]);
  }

  score(said: Sentence, weight: (stem: string) => number): number {
    const content = Math.max(
      0,
      ...this.#examples.map((example) => exampleScore(said, example, weight)),
      bagScore(said, this.#label, weight) * 0.95,
      bagScore(said, this.#description, weight) * 0.9,
    );
    if (said.yesNo === null || this.#answer === null) return content;
    if (said.yesNo !== this.#answer) return content === 1 ? content : content * 0.7;
    // A plain yes; or a yes with words that mean nothing here, which is worth less than words that do.
    return Math.max(content, said.stems.size === 0 ? 0.9 : 0.6);
  }

  #plainAnswer(spec: FunctionSpec): boolean | null {
    const plain = new Set(
      this.#examples.filter((example) => example.stems.size === 0).map((example) => example.yesNo),
    );
    if (plain.has(true) !== plain.has(false)) return plain.has(true);
    if (plain.size > 0 || this.#examples.length > 0) return null;
    const text = `${spec.label ?? ''} ${spec.description}`.toLowerCase();
    if (/\b(?:declines?|refuses?|disagrees?|rejects?|says? no|uninterested)\b/.test(text)) return false;
    if (this.#label.negated || this.#description.negated || this.#label.words.at(0) === 'no') return false;
    return /\b(?:agrees?|accepts?|confirms?|says? yes|yes|interested|would like|wants?|happy to)\b/.test(text)
      ? true
      : null;
  }
}

/** 1 for the same words; less for the same meaning in other words. A denial and its opposite never meet. */
function exampleScore(said: Sentence, example: Sentence, weight: (stem: string) => number): number {
  if (said.words.length === 0 || example.words.length === 0) return 0;
  if (said.words.join(' ') === example.words.join(' ')) return 1;
  if (said.negated !== example.negated) return 0;
  const shared = sumOf(said.stems, weight, (stem) => example.stems.has(stem));
  const precision = shared / Math.max(0.01, sumOf(said.stems, weight));
  const recall = shared / Math.max(0.01, sumOf(example.stems, weight));
  const byMeaning = shared === 0 ? 0 : 0.55 * precision + 0.4 * recall;
  // Sentences of small words only ("I do not want it") are compared by all of their words.
  const words = new Set(example.words);
  const common = new Set(said.words.filter((word) => words.has(word))).size;
  const dice = (2 * common) / (new Set(said.words).size + words.size);
  const byWords = example.stems.size === 0 || said.stems.size === 0 ? (dice >= 0.7 ? dice * 0.9 : 0) : 0;
  return Math.max(byMeaning, byWords);
}

/** How much of what was said stands in a label or condition. */
function bagScore(said: Sentence, bag: Sentence, weight: (stem: string) => number): number {
  if (said.stems.size === 0 || said.negated !== bag.negated) return 0;
  const shared = sumOf(said.stems, weight, (stem) => bag.stems.has(stem));
  if (shared === 0) return 0;
  const recall = shared / Math.max(0.01, sumOf(bag.stems, weight));
  return (shared / sumOf(said.stems, weight)) * (0.8 + 0.2 * recall);
}

function sumOf(
  stems: ReadonlySet<string>,
  weight: (stem: string) => number,
  which: (stem: string) => boolean = () => true,
): number {
  let sum = 0;
  for (const stem of stems) if (which(stem)) sum += weight(stem);
  return sum;
}

const GIVEN =
  /\b(?:has|have|had)\s+(?:\w+\s+)?(?:said|named|given|provided|told|stated|answered|chosen|picked|mentioned|spelled|described|explained)\b|\b(?:gives?|says?|names?|provides?|states?|tells?|chooses?|picks?|mentions?|answers?)\b/i;
const UNCONDITIONAL =
  /\b(?:always|any answer|anything|whatever|in any case|regardless|unconditional(?:ly)?|otherwise|after (?:any|the) (?:answer|reply)|(?:has|have) (?:answered|replied|responded)|when(?:ever)? (?:answered|done))\b/i;

/** Raises the one function that waits for a value when the answer holds it, or that takes any answer. */
function addValues(said: string, functions: readonly FunctionSpec[], scores: number[]): void {
  const waiting = functions
    .map((spec, index) => ({ spec, index }))
    .filter(({ spec }) => waitsForValue(spec, functions.length));
  const only = waiting[0];
  if (waiting.length === 1 && only) {
    const variables = (only.spec.variables ?? []).filter((variable) => variable.type !== 'boolean');
    if (variables.some((variable) => valueIn(said, variable, { asked: true, today: null }) !== null)) {
      scores[only.index] = Math.max(scores[only.index] ?? 0, 0.8);
    }
  }
  const open = functions.findIndex((spec) => UNCONDITIONAL.test(`${spec.label ?? ''}. ${spec.description}`));
  if (open >= 0) scores[open] = Math.max(scores[open] ?? 0, 0.5);
  // The only way on, without a value to wait for: whatever the caller answered leads there.
  const [single] = functions;
  const anyAnswer =
    functions.length === 1 &&
    single &&
    (single.variables ?? []).length === 0 &&
    GIVEN.test(single.description);
  if (anyAnswer === true) scores[0] = Math.max(scores[0] ?? 0, 0.5);
}

function waitsForValue(spec: FunctionSpec, offered: number): boolean {
  const variables = (spec.variables ?? []).filter((variable) => variable.type !== 'boolean');
  if (variables.length === 0) return false;
  if (offered === 1 || GIVEN.test(spec.description)) return true;
  const examples = spec.examples ?? [];
  const holding = examples.filter((example) =>
    variables.some((variable) => {
      const known = kindsOfVariable(variable).length > 0 || optionsOf(variable).length > 0;
      return known && valueIn(example, variable, { asked: true, today: null }) !== null;
    }),
  );
  return examples.length > 0 && holding.length * 2 >= examples.length;
}

const WORD_NUMBER = '(?:\\d+(?:\\.\\d+)?|[a-z]+(?:[ -][a-z]+)?)';
const RANGES: readonly (readonly [RegExp, (found: number, other: number) => (n: number) => boolean])[] = [
  [new RegExp(`between (${WORD_NUMBER}) and (${WORD_NUMBER})`), (a, b) => (n) => n >= a && n <= b],
  [new RegExp(`from (${WORD_NUMBER}) to (${WORD_NUMBER})`), (a, b) => (n) => n >= a && n <= b],
  [new RegExp(`(?:at least|no less than) (${WORD_NUMBER})`), (a) => (n) => n >= a],
  [new RegExp(`(?:at most|up to|no more than) (${WORD_NUMBER})`), (a) => (n) => n <= a],
  [new RegExp(`(?:more than|greater than|above|over|higher than) (${WORD_NUMBER})`), (a) => (n) => n > a],
  [new RegExp(`(?:less than|fewer than|below|under|lower than) (${WORD_NUMBER})`), (a) => (n) => n < a],
  [new RegExp(`(${WORD_NUMBER}) or (?:more|higher|above|better|over|up)`), (a) => (n) => n >= a],
  [new RegExp(`(${WORD_NUMBER}) or (?:less|fewer|lower|below|under|worse)`), (a) => (n) => n <= a],
];

/** "The score is seven or more": conditions that compare a number with the one that was said. */
function chooseByNumber(said: string, functions: readonly FunctionSpec[]): FunctionSpec | null {
  const tests = functions.map((spec) => comparison(spec.description.toLowerCase()));
  if (tests.filter((test) => test !== null).length === 0) return null;
  const variable = functions.flatMap((spec) => spec.variables ?? []).find(({ type }) => type === 'number');
  const value = valueIn(said, variable ?? { name: 'number', type: 'number' }, { asked: true, today: null });
  if (typeof value !== 'number') return null;
  const fitting = functions.filter((_, index) => tests[index]?.(value) === true);
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function comparison(condition: string): ((n: number) => boolean) | null {
  for (const [pattern, make] of RANGES) {
    const match = pattern.exec(condition);
    if (!match) continue;
    const first = numberAtEnd(match[1] ?? '');
    const second = match[2] === undefined ? 0 : (readCardinal(tokenize(match[2]), 0)?.value ?? null);
    if (first !== null && second !== null) return make(first, second);
  }
  return null;
}

/** "is seven" → 7: the capture may have caught a word before the number. */
function numberAtEnd(text: string): number | null {
  const tokens = tokenize(text);
  for (let at = 0; at < tokens.length; at += 1) {
    const read = readCardinal(tokens, at);
    if (read && at + read.length === tokens.length) return read.value;
  }
  return readCardinal(tokens, 0)?.value ?? null;
}
