/** One value in one answer: numbers, digits, dates, times, names, yes and no, listed options, else the answer itself. */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import { formatClockTime, readClockTime } from '../../base/english/clock-times.ts';
import { formatDate, readDate, resolveDate, type CalendarDate } from '../../base/english/dates.ts';
import { readCardinal, readDigits } from '../../base/english/numbers.ts';
import { FIRST_NAMES, LAST_NAMES } from '../../base/english/person-names.ts';
import { tokenize } from '../../base/english/tokens.ts';
import { kindsOfVariable, optionsOf, variableWords } from '../../base/english/wanted-values.ts';
import { readYesNo } from '../../base/english/yes-no.ts';
import { parse } from 'chrono-node/en';
import { canonical, openWords, readSentence, smallTalkIn } from './sentence.ts';

export interface AnswerContext {
  /** Was the question before this answer the one that asks for the variable? Then bare values count too. */
  asked: boolean;
  /** To resolve "tomorrow"; without it a date stays in the caller's words. */
  today: CalendarDate | null;
}

export type FoundValue = string | number | boolean;

export function valueIn(
  answer: string,
  variable: ExtractionVariable,
  context: AnswerContext,
): FoundValue | null {
  const text = answer.slice(0, 2000);
  const tokens = tokenize(text);
  if (tokens.length === 0) return null;
  switch (variable.type) {
    case 'boolean':
      return context.asked ? booleanIn(text, variable) : null;
    case 'number':
      return numberIn(tokens, variable, context.asked);
    case 'string':
      return stringIn(text, tokens, variable, context);
  }
}

function stringIn(
  text: string,
  tokens: readonly string[],
  variable: ExtractionVariable,
  context: AnswerContext,
): string | null {
  const options = optionsOf(variable);
  if (options.length > 0) {
    const option = optionIn(text, options);
    if (option !== null || (variable.options?.length ?? 0) > 0) return option;
  }
  const about = variableWords(variable);
  if (/\be-?mail\b/.test(about)) return emailIn(text);
  const kinds = kindsOfVariable(variable);
  const date = kinds.includes('date') ? dateIn(text, tokens, context.today) : null;
  const time = kinds.includes('time') ? timeIn(tokens, context.asked) : null;
  if (date !== null && time !== null) return `${date} ${time}`;
  if (date !== null || time !== null) return date ?? time;
  if (kinds.includes('digits')) {
    const digits = digitsIn(tokens, context.asked ? 1 : 3);
    if (digits !== null) return digits;
  }
  if (kinds.includes('person')) return nameIn(text, context.asked);
  if (kinds.includes('letters')) return spelledIn(tokens);
  if (kinds.includes('cardinal')) {
    const number = cardinalIn(tokens, context.asked);
    if (number !== null) return String(number);
  }
  return kinds.length === 0 && context.asked ? wholeAnswer(text, tokens) : null;
}

const TRUE_WHEN = /\btrue (?:when|if)\s+([^,.;]+)/i;
const FALSE_WHEN = /\bfalse (?:when|if)\s+([^,.;]+)/i;

/** Yes or no; else which of "true when …, false when …" the answer repeats. */
function booleanIn(text: string, variable: ExtractionVariable): boolean | null {
  const prompt = variable.prompt ?? '';
  const sentence = readSentence(text);
  const truth = readSentence(TRUE_WHEN.exec(prompt)?.[1] ?? '');
  const untruth = readSentence(FALSE_WHEN.exec(prompt)?.[1] ?? '');
  const shared = (of: ReadonlySet<string>, notIn: ReadonlySet<string>): number =>
    [...sentence.stems].filter((stem) => of.has(stem) && !notIn.has(stem)).length;
  const forUntruth = shared(untruth.stems, truth.stems);
  const forTruth = shared(truth.stems, untruth.stems);
  if (sentence.yesNo !== null && forUntruth === 0) return sentence.yesNo;
  if (forUntruth > forTruth) return sentence.negated;
  if (forTruth > forUntruth) return !sentence.negated;
  return sentence.yesNo;
}

function numberIn(tokens: readonly string[], variable: ExtractionVariable, asked: boolean): number | null {
  if (kindsOfVariable(variable)[0] === 'digits') {
    const digits = digitsIn(tokens, asked ? 1 : 3);
    if (digits !== null && digits.length <= 15) return Number(digits);
  }
  return cardinalIn(tokens, asked);
}

/** The longest string of digits of at least this many. */
function digitsIn(tokens: readonly string[], atLeast: number): string | null {
  let best = '';
  for (let at = 0; at < tokens.length;) {
    const read = readDigits(tokens, at);
    if (read && read.value.length > best.length && !isPronoun(tokens, at, read.length)) best = read.value;
    at += read?.length ?? 1;
  }
  return best.length >= atLeast ? best : null;
}

/** The first number. Unasked only one that is more than a word of small talk ("one moment"). */
function cardinalIn(tokens: readonly string[], asked: boolean): number | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const read = readCardinal(tokens, at);
    if (!read || isPronoun(tokens, at, read.length)) continue;
    if (asked) return read.value;
    if (read.value >= 10) return read.value;
    at += read.length - 1;
  }
  return null;
}

/** "the wrong one", "that one", "another one". */
function isPronoun(tokens: readonly string[], at: number, length: number): boolean {
  return (
    length === 1 &&
    tokens[at] === 'one' &&
    (/^(?:the|this|that|another|which|wrong|other|no|any)$/.test(tokens[at - 1] ?? '') ||
      /^(?:moment|second|more|of|for)$/.test(tokens[at + 1] ?? ''))
  );
}

/** ISO date when today is known; the words otherwise. The last date of the answer wins ("Monday, no, Tuesday"). */
function dateIn(text: string, tokens: readonly string[], today: CalendarDate | null): string | null {
  let found: string | null = null;
  for (let at = 0; at < tokens.length;) {
    const read = readDate(tokens, at);
    if (!read) {
      at += 1;
      continue;
    }
    const fixed = read.value.kind === 'day' && read.value.month !== null && read.value.year !== null;
    const date =
      today !== null || fixed ? resolveDate(read.value, today ?? { year: 2000, month: 1, day: 1 }) : null;
    if (date) found = formatDate(date);
    else if (today === null) found = tokens.slice(at, at + read.length).join(' ');
    at += read.length;
  }
  if (found !== null || today === null) return found;
  // Typed answers know more forms ("the week after next", "12 Dec").
  const noon = new Date(Date.UTC(today.year, today.month - 1, today.day, 12));
  if (!/\d|week|month|day|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(text)) return null;
  const typed = parse(text, { instant: noon, timezone: 0 }, { forwardDate: true })[0]?.date();
  return typed && !Number.isNaN(typed.getTime()) && !readsAsTimeOnly(tokens)
    ? formatDate({ year: typed.getUTCFullYear(), month: typed.getUTCMonth() + 1, day: typed.getUTCDate() })
    : null;
}

const readsAsTimeOnly = (tokens: readonly string[]): boolean =>
  tokens.some((_, at) => readClockTime(tokens, at) !== null) &&
  !tokens.some((token) => /week|month|day|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec/.test(token));

/** HH:MM; the last time of the answer wins. A bare number is a time only where one was asked for. */
function timeIn(tokens: readonly string[], asked: boolean): string | null {
  let found: string | null = null;
  let foundBare = true;
  for (let at = 0; at < tokens.length;) {
    const date = readDate(tokens, at);
    if (date) {
      at += date.length;
      continue;
    }
    const read = readClockTime(tokens, at);
    if (!read) {
      at += 1;
      continue;
    }
    const bare = read.value.bare && tokens[at - 1] !== 'at';
    const counts = (!bare || asked) && !isPronoun(tokens, at, read.length);
    if (counts && (found === null || !bare || foundBare)) {
      found = formatClockTime(read.value);
      foundBare = bare;
    }
    at += read.length;
  }
  return found;
}

const FIRST = new Set(FIRST_NAMES);
const LAST = new Set(LAST_NAMES);
const NAME_LEAD =
  /\b(?:my (?:full |first |last )?name is|my name's|the name is|name is|name's|this is|i am called|you can call me|call me|speaking with)\s+/i;
const WEAK_LEAD =
  /^(?:(?:yes|yeah|sure|okay|ok|well|uh|um|hi|hello|oh)[,.]?\s+)*(?:it is|it's|i'm|i am|that's|that is|for)?\s*/i;
const NOT_A_NAME = new Set(
  (
    'a an the not no yes here there fine good sorry sure busy calling looking interested going trying just very really so too from at in on to for and or but ' +
    'what why who when where how my your his her our their this that these those it is are was i you he she we they nothing everything ' +
    'monday tuesday wednesday thursday friday saturday sunday today tomorrow please thanks thank speaking'
  ).split(' '),
);

/** After "my name is" and the like; where a name was asked for, also a short bare answer. Written with capitals. */
function nameIn(text: string, asked: boolean): string | null {
  const plain = text.replace(/[’‘]/g, "'").trim();
  const lead = NAME_LEAD.exec(plain);
  if (lead) {
    const rest = plain.slice(lead.index + lead[0].length);
    const known = takeName(rest);
    // "This is about my bill" is no name.
    if (known !== null && (asked || !/^this is/i.test(lead[0]) || isKnownName(known))) return known;
  }
  if (!asked || smallTalkIn(plain) !== null) return null;
  const bare = takeName(plain.replace(WEAK_LEAD, ''));
  if (bare === null) return null;
  const rest = tokenize(plain.replace(WEAK_LEAD, '')).length;
  return isKnownName(bare) || rest <= 3 ? bare : null;
}

const isKnownName = (name: string): boolean => {
  const words = name.toLowerCase().split(/[\s-]+/);
  return words.some((word) => FIRST.has(word) || LAST.has(word));
};

/** Up to three words that can be a name, from the beginning. */
function takeName(text: string): string | null {
  const words: string[] = [];
  for (const word of text.split(/\s+/)) {
    const bare = word.replace(/[^\p{L}'-]/gu, '');
    if (bare === '' || NOT_A_NAME.has(bare.toLowerCase()) || bare.length === 1) break;
    words.push(/\p{Lu}/u.test(bare) ? bare : capitalised(bare));
    if (words.length === 3 || /[.,;!?]$/.test(word)) break;
  }
  return words.length > 0 && readYesNo(tokenize(words[0] ?? '')) === null ? words.join(' ') : null;
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Letters and digits said one by one: `A B four two` → `AB42`. */
function spelledIn(tokens: readonly string[]): string | null {
  let best = '';
  let current = '';
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const digit = readDigits(tokens.slice(at, at + 1), 0);
    if (/^[a-z]$/.test(token)) current += token.toUpperCase();
    else if (digit) current += digit.value;
    else if (/^[a-z]*\d[a-z\d]*$/.test(token)) current += token.toUpperCase();
    else current = '';
    if (current.length > best.length) best = current;
  }
  return best.length >= 2 ? best : null;
}

function emailIn(text: string): string | null {
  const written = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(text);
  if (written) return written[0].toLowerCase();
  const spoken = /([a-z0-9]+(?: dot [a-z0-9]+)*) at ([a-z0-9]+(?: dot [a-z]+)+)/i.exec(text);
  return spoken ? `${spoken[1] ?? ''}@${spoken[2] ?? ''}`.replace(/ dot /gi, '.').toLowerCase() : null;
}

/** The option whose words were said; the longest one when several were, none when that is a tie. */
function optionIn(text: string, options: readonly string[]): string | null {
  const said = new Set(wordsForOptions(text));
  let best: { option: string; score: number } | null = null;
  let tie = false;
  for (const option of options) {
    const words = [...new Set(wordsForOptions(option))];
    const hits = words.filter((word) => said.has(word)).length;
    const share = words.length === 0 ? 0 : hits / words.length;
    const score = share >= 0.5 ? share + hits / 100 : 0;
    if (score === 0) continue;
    if (best === null || score > best.score) {
      best = { option, score };
      tie = false;
    } else if (score === best.score) tie = true;
  }
  return tie ? null : (best?.option ?? null);
}

function wordsForOptions(text: string): string[] {
  return openWords(text)
    .filter((word) => !/^(?:a|an|the|it|is|i|to|of|for|my|do|would|please)$/.test(word))
    .map(canonical);
}

/** A free answer, as it was said; not a mere yes, no or pleasantry, and not a speech. */
function wholeAnswer(text: string, tokens: readonly string[]): string | null {
  if (tokens.length > 40 || smallTalkIn(text) !== null) return null;
  const sentence = readSentence(text);
  if (sentence.stems.size === 0) return null;
  return text.trim();
}
