/** What the guard form does to a guard: pure functions. */
import {
  comparisonsWithoutValue,
  type Guard,
  type GuardCondition,
  type GuardConditionKind,
} from '#shared/domain/guard.ts';

export const conditionKinds: readonly { value: GuardConditionKind; label: string }[] = [
  { value: 'variable', label: 'A value' },
  { value: 'keyword', label: 'Key words' },
  { value: 'pattern', label: 'A pattern' },
  { value: 'turns', label: 'Turns' },
  { value: 'seconds', label: 'Seconds' },
];

export function newCondition(kind: GuardConditionKind): GuardCondition {
  switch (kind) {
    case 'variable':
      return { kind, variable: '', comparison: 'equals', value: '' };
    case 'keyword':
      return { kind, words: [] };
    case 'pattern':
      return { kind, pattern: '' };
    case 'turns':
      return { kind, at_least: 3 };
    case 'seconds':
      return { kind, at_least: 60 };
  }
}

export const newGuard = (): Guard => ({ conditions: [newCondition('variable')] });

/** The document keeps no value that the comparison does not read. */
export function withoutIdleValue(condition: GuardCondition): GuardCondition {
  if (condition.kind !== 'variable' || !comparisonsWithoutValue.has(condition.comparison)) return condition;
  const { value: _value, ...rest } = condition;
  return rest;
}

export const withCondition = (guard: Guard, at: number, condition: GuardCondition): Guard => ({
  ...guard,
  conditions: guard.conditions.map((each, index) => (index === at ? withoutIdleValue(condition) : each)),
});

export const addCondition = (guard: Guard, kind: GuardConditionKind): Guard => ({
  ...guard,
  conditions: [...guard.conditions, newCondition(kind)],
});

/** Null when none is left: an edge without conditions has no guard. */
export function removeCondition(guard: Guard, at: number): Guard | null {
  const conditions = guard.conditions.filter((_, index) => index !== at);
  return conditions.length === 0 ? null : { ...guard, conditions };
}

/** A number where the text is one as numbers are written, so that `007` and `1.50` stay texts. */
export function valueOfText(text: string): string | number {
  const trimmed = text.trim();
  return trimmed !== '' && String(Number(trimmed)) === trimmed && Number.isFinite(Number(trimmed))
    ? Number(trimmed)
    : text;
}
