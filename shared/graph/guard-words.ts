/** A guard in words, for form, canvas, run view and outline: “order_total is more than 50 and the caller says “yes””. */
import { shorten } from '../base/shorten.ts';
import {
  comparisonsWithoutValue,
  type Comparison,
  type Guard,
  type GuardCondition,
} from '../domain/guard.ts';

/** Between a variable and a value, as in “total is more than 50”. */
export const comparisonWords: Readonly<Record<Comparison, string>> = {
  equals: 'is',
  not_equals: 'is not',
  less: 'is less than',
  at_most: 'is at most',
  greater: 'is more than',
  at_least: 'is at least',
  contains: 'contains',
  is_set: 'is known',
  is_empty: 'is not known',
};

/** Most words of a list that are written out. */
const listedWords = 3;

function eitherOf(words: readonly string[]): string {
  const shown = words.slice(0, listedWords).map((word) => `“${shorten(word, 30)}”`);
  if (words.length > listedWords) shown.push(`${words.length - listedWords} more`);
  const last = shown.pop();
  if (last === undefined) return '…';
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}

/** One condition, without a full stop. What is not filled in yet shows as an ellipsis. */
export function conditionWords(condition: GuardCondition): string {
  switch (condition.kind) {
    case 'variable': {
      const { variable, comparison, value } = condition;
      const name = shorten(variable.trim(), 40) || '…';
      const words = `${name} ${comparisonWords[comparison]}`;
      if (comparisonsWithoutValue.has(comparison)) return words;
      const shown = typeof value === 'string' ? shorten(value.trim(), 40) : value;
      return `${words} ${shown === undefined || shown === '' ? '…' : String(shown)}`;
    }
    case 'keyword':
      return `the caller says ${eitherOf(condition.words)}`;
    case 'pattern':
      return `what the caller says matches /${shorten(condition.pattern, 40) || '…'}/`;
    case 'turns':
      return condition.at_least === 1
        ? 'the caller has spoken in this step'
        : `the caller has spoken ${condition.at_least} times in this step`;
    case 'seconds':
      return `${condition.at_least} ${condition.at_least === 1 ? 'second has' : 'seconds have'} passed in this step`;
  }
}

/** The whole guard, to stand after “when”; empty for one without conditions. */
export function guardWords({ match, conditions }: Guard): string {
  return conditions.map(conditionWords).join(match === 'any' ? ' or ' : ' and ');
}
