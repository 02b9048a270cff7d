/** What follows from the conditions of guards by themselves: contradictions, and which is wider. Sound, not complete. */
import type { Guard, GuardCondition } from '../../domain/guard.ts';

export type VariableCondition = GuardCondition & { kind: 'variable' };

/** A variable by its name, however it is written: what was gathered comes before what was given. */
export const nameOf = (path: string): string =>
  path.trim().replace(/^(?:gathered_context\.(?:extracted_variables\.)?|initial_context\.)/, '');

/** As guards compare: numbers as numbers, the rest as text without regard to case. */
const numberOf = (value: unknown): number | null => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};
const keyOf = (value: unknown): string => {
  const number = numberOf(value);
  return number === null ? String(value).trim().toLowerCase() : String(number);
};

/** The numbers for which a condition can hold; null when it says nothing of numbers. */
function rangeOf({
  comparison,
  value,
}: VariableCondition): { min: number; max: number; open: boolean } | null {
  const bound = numberOf(value);
  if (bound === null) return null;
  switch (comparison) {
    case 'equals':
      return { min: bound, max: bound, open: false };
    case 'less':
      return { min: -Infinity, max: bound, open: true };
    case 'at_most':
      return { min: -Infinity, max: bound, open: false };
    case 'greater':
      return { min: bound, max: Infinity, open: true };
    case 'at_least':
      return { min: bound, max: Infinity, open: false };
    default:
      return null;
  }
}

/** Why two conditions on one variable cannot both hold, in words; null when they may. */
function clash(a: VariableCondition, b: VariableCondition): string | null {
  const name = `“${nameOf(a.variable)}”`;
  const kinds = [a.comparison, b.comparison];
  if (kinds.includes('is_empty') && !kinds.every((kind) => kind === 'is_empty'))
    return `${name} cannot be unknown and have a value`;
  const isEqual = keyOf(a.value) === keyOf(b.value);
  if (a.comparison === 'equals' && b.comparison === 'equals' && !isEqual)
    return `${name} cannot be both ${String(a.value)} and ${String(b.value)}`;
  if (kinds.includes('equals') && kinds.includes('not_equals') && isEqual)
    return `${name} cannot be ${String(a.value)} and not be it`;
  const one = rangeOf(a);
  const other = rangeOf(b);
  if (!one || !other) return null;
  const low = Math.max(one.min, other.min);
  const high = Math.min(one.max, other.max);
  const isOpen = [one, other].some(
    ({ open, min, max }) => open && (min === low || max === high) && low === high,
  );
  return low > high || isOpen ? `no number can be as “${nameOf(a.variable)}” is asked to be` : null;
}

/** Why conditions that must all hold never do, in words; null when they may. */
export function isContradiction(conditions: readonly GuardCondition[]): string | null {
  const compared = conditions.filter((each) => each.kind === 'variable');
  for (const [index, a] of compared.entries())
    for (const b of compared.slice(index + 1)) {
      if (nameOf(a.variable) !== nameOf(b.variable)) continue;
      const why = clash(a, b);
      if (why !== null) return why;
    }
  return null;
}

/** Whenever `a` holds, `b` does. */
function conditionImplies(a: GuardCondition, b: GuardCondition): boolean {
  if ((a.kind === 'turns' && b.kind === 'turns') || (a.kind === 'seconds' && b.kind === 'seconds'))
    return a.at_least >= b.at_least;
  if (a.kind === 'keyword' && b.kind === 'keyword') {
    const wide = new Set(b.words.map((word) => word.trim().toLowerCase()));
    return a.words.length > 0 && a.words.every((word) => wide.has(word.trim().toLowerCase()));
  }
  if (a.kind === 'pattern' && b.kind === 'pattern')
    return a.pattern === b.pattern && ((b.ignore_case ?? true) || a.ignore_case === false);
  if (a.kind !== 'variable' || b.kind !== 'variable' || a.variable.trim() !== b.variable.trim()) return false;
  if (a.comparison === b.comparison && keyOf(a.value) === keyOf(b.value)) return true;
  if (b.comparison === 'is_set') return a.comparison !== 'is_empty';
  if (a.comparison === 'equals' && b.comparison === 'not_equals') return keyOf(a.value) !== keyOf(b.value);
  const narrow = rangeOf(a);
  const wide = rangeOf(b);
  if (!narrow || !wide) return false;
  const isIn = narrow.min >= wide.min && narrow.max <= wide.max;
  const touches = narrow.min === wide.min || narrow.max === wide.max;
  return isIn && (!wide.open || narrow.open || !touches);
}

/** Whenever `narrow` holds, `wide` does. An empty guard never holds. */
export function implies(narrow: Guard, wide: Guard): boolean {
  if (narrow.conditions.length === 0 || wide.conditions.length === 0) return false;
  if (narrow.match === 'any') return narrow.conditions.every((each) => implies({ conditions: [each] }, wide));
  const follows = (condition: GuardCondition): boolean =>
    narrow.conditions.some((each) => conditionImplies(each, condition));
  return wide.match === 'any' ? wide.conditions.some(follows) : wide.conditions.every(follows);
}
