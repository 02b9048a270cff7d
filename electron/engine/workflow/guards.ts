/**
 * Guards: whether an edge's own condition holds, and why, in words. Pure: what is known comes in as facts.
 * The order in which they are looked at and what each reads is told in `shared/domain/guard.ts`.
 */
import { shorten } from '#shared/base/shorten.ts';
import { renderTemplate, valueAt, type TemplateClock } from '#shared/base/templates.ts';
import type { Comparison, Guard, GuardCondition } from '#shared/domain/guard.ts';
import { guardPattern, wordSaid, type GuardPattern } from '#shared/graph/guard-match.ts';

/** What is known when a guard is looked at. */
export interface GuardFacts {
  /** The caller's last turn while it has not been answered; empty when it was not understood, null when there is none. */
  said: string | null;
  /** Turns of the caller since the node was entered. */
  turns: number;
  /** Since then, ms. */
  inNodeMs: number;
  /** The value at a path; undefined when nothing is known of it. */
  value: (path: string) => unknown;
}

export interface GuardVerdict {
  held: boolean;
  /** `order_total is 12, not more than 50` */
  why: string;
}

/** A guard made ready: its patterns are compiled once. */
export interface CompiledGuard {
  evaluate: (facts: GuardFacts) => GuardVerdict;
  /** Paths of the variables that it compares. */
  variables: readonly string[];
  /** Words that it waits for, for a recogniser. */
  words: readonly string[];
}

type Check = (facts: GuardFacts) => GuardVerdict;

/** One without conditions never holds. */
export function compileGuard({ match, conditions }: Guard): CompiledGuard {
  const checks = conditions.map(checkOf);
  return {
    evaluate: (facts) => (match === 'any' ? anyOf(checks, facts) : allOf(checks, facts)),
    variables: conditions.flatMap((condition) => (condition.kind === 'variable' ? [condition.variable] : [])),
    words: conditions.flatMap((condition) => (condition.kind === 'keyword' ? condition.words : [])),
  };
}

const noConditions: GuardVerdict = { held: false, why: 'the guard has no conditions' };

function allOf(checks: readonly Check[], facts: GuardFacts): GuardVerdict {
  const reasons: string[] = [];
  for (const check of checks) {
    const verdict = check(facts);
    if (!verdict.held) return verdict;
    reasons.push(verdict.why);
  }
  return reasons.length === 0 ? noConditions : { held: true, why: reasons.join('; ') };
}

function anyOf(checks: readonly Check[], facts: GuardFacts): GuardVerdict {
  const reasons: string[] = [];
  for (const check of checks) {
    const verdict = check(facts);
    if (verdict.held) return verdict;
    reasons.push(verdict.why);
  }
  return reasons.length === 0 ? noConditions : { held: false, why: reasons.join('; ') };
}

function checkOf(condition: GuardCondition): Check {
  switch (condition.kind) {
    case 'variable': {
      const { variable, comparison, value } = condition;
      return ({ value: valueOf }) => compared(variable, valueOf(variable), comparison, value);
    }
    case 'keyword':
      return ({ said }) => keyword(said, condition.words);
    case 'pattern': {
      const pattern = guardPattern(condition.pattern, condition.ignore_case ?? true);
      return ({ said }) => matched(said, condition.pattern, pattern);
    }
    case 'turns': {
      const { at_least: atLeast } = condition;
      return ({ turns }) => {
        const held = turns >= atLeast;
        const here = `${turns} ${turns === 1 ? 'turn' : 'turns'} of the caller here`;
        return { held, why: held ? here : `${here}, fewer than ${atLeast}` };
      };
    }
    case 'seconds': {
      const { at_least: atLeast } = condition;
      return ({ inNodeMs }) => {
        const held = inNodeMs >= atLeast * 1000;
        const here = `${Math.floor(inNodeMs / 1000)} s in this node`;
        return { held, why: held ? here : `${here}, fewer than ${atLeast}` };
      };
    }
  }
}

const nothingNew: GuardVerdict = { held: false, why: 'the caller has said nothing new' };
const notUnderstood: GuardVerdict = { held: false, why: 'the caller was not understood' };

function keyword(said: string | null, words: readonly string[]): GuardVerdict {
  if (said === null) return nothingNew;
  if (said === '') return notUnderstood;
  const word = wordSaid(said, words);
  if (word !== null) return { held: true, why: `the caller said “${shorten(word)}”` };
  const wanted = words.slice(0, 3).map((each) => `“${shorten(each)}”`);
  if (words.length > wanted.length) wanted.push(`${words.length - wanted.length} more`);
  return { held: false, why: `the caller did not say ${wanted.join(' or ') || 'any word'}` };
}

function matched(said: string | null, source: string, { matches, problem }: GuardPattern): GuardVerdict {
  const shown = `/${shorten(source)}/`;
  if (problem !== null) return { held: false, why: `the pattern ${shown} cannot be used: ${problem}` };
  if (said === null) return nothingNew;
  if (said === '') return notUnderstood;
  const held = matches(said);
  return { held, why: `what the caller said ${held ? 'matches' : 'does not match'} ${shown}` };
}

/** How a comparison reads between the value and what it is compared with. */
const relations = {
  less: 'less than',
  at_most: 'at most',
  greater: 'more than',
  at_least: 'at least',
} as const;

function compared(
  name: string,
  value: unknown,
  comparison: Comparison,
  wanted: string | number | boolean | undefined,
): GuardVerdict {
  const empty = isEmpty(value);
  const is = `${shorten(name)} ${empty ? 'has no value' : `is ${shorten(asText(value))}`}`;
  if (comparison === 'is_set') return { held: !empty, why: is };
  if (comparison === 'is_empty') return { held: empty, why: empty ? is : `${is}, not empty` };
  // Of what is not known nothing can be said, not even that it is something else.
  if (empty) return { held: false, why: is };
  const other = shorten(asText(wanted ?? ''));
  const shown = other === '' ? 'nothing' : other;
  switch (comparison) {
    case 'equals': {
      const held = ordered(value, wanted) === 0;
      return { held, why: held ? is : `${is}, not ${shown}` };
    }
    case 'not_equals': {
      const held = ordered(value, wanted) !== 0;
      return { held, why: held ? `${is}, not ${shown}` : is };
    }
    case 'contains': {
      const held = contains(value, wanted);
      return { held, why: `${is}, which ${held ? 'contains' : 'does not contain'} ${shown}` };
    }
    case 'less':
    case 'at_most':
    case 'greater':
    case 'at_least': {
      const held = holds(comparison, ordered(value, wanted));
      return { held, why: `${is}, ${held ? '' : 'not '}${relations[comparison]} ${shown}` };
    }
  }
}

function holds(comparison: keyof typeof relations, order: number): boolean {
  if (comparison === 'less') return order < 0;
  if (comparison === 'at_most') return order <= 0;
  return comparison === 'greater' ? order > 0 : order >= 0;
}

/** Negative, 0 or positive: as numbers when both are numbers, else as text without regard to case. */
function ordered(value: unknown, wanted: unknown): number {
  const [a, b] = [asNumber(value), asNumber(wanted)];
  if (a !== null && b !== null) return a - b;
  const [left, right] = [plain(value), plain(wanted)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => ordered(item, wanted) === 0);
  const part = plain(wanted);
  return part !== '' && plain(value).includes(part);
}

function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/.test(value)) return null;
  return Number(value);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

const plain = (value: unknown): string => asText(value).trim().toLowerCase().normalize('NFC');

const contextName = /^(?:initial|gathered)_context\./;
const momentName = /^current_(?:time|weekday)(?:_|$)/;

/** The value that a guard's path names: what was gathered before what was given, and the moment as in templates. */
export function guardValue(path: string, context: Record<string, unknown>, clock: TemplateClock): unknown {
  if (momentName.test(path)) return renderTemplate(`{{${path}}}`, {}, clock);
  if (contextName.test(path)) return valueAt(context, path);
  const gathered = valueAt(context['gathered_context'], path);
  return isEmpty(gathered) ? valueAt(context['initial_context'], path) : gathered;
}

/** The name of the extracted variable that a path may read; null when it reads nothing that is gathered. */
export function gatheredName(path: string): string | null {
  if (path.startsWith('initial_context.') || momentName.test(path)) return null;
  const within = path.replace(/^gathered_context\./, '').replace(/^(?:spoken|extracted_variables)\./, '');
  return within.split('.')[0] ?? null;
}
