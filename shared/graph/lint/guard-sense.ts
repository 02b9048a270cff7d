/**
 * Guards that can never hold, that hold whatever is said, and guards that an earlier one always forestalls. What cannot be
 * shown is not claimed: values are only reasoned about where they contradict by themselves.
 */
import { valueAt } from '../../base/templates.ts';
import { shorten } from '../../base/shorten.ts';
import type { Guard, GuardCondition } from '../../domain/guard.ts';
import type { WorkflowEdge } from '../../domain/workflow.ts';
import { edgeLabel } from '../functions.ts';
import { guardPattern } from '../guard-match.ts';
import type { VariableScope } from '../variables.ts';
import { callVariables, runVariables } from '../variable-names.ts';
import { implies, isContradiction, nameOf, type VariableCondition } from './guard-logic.ts';
import { ofEdge, type WorkflowHint } from './hint.ts';
import { remembered } from './remembered.ts';

type Sense = 'always' | 'never' | 'maybe';

/** Does anything give this variable a value? */
function isGiven(path: string, scope: VariableScope): boolean {
  const name = nameOf(path);
  const [first = ''] = name.split('.', 1);
  if (scope.extracted.has(first) || valueAt(scope.testContext, name) !== undefined) return true;
  return (
    Object.hasOwn(callVariables, first) || Object.hasOwn(runVariables, first) || name.startsWith('current_')
  );
}

/** Values that an extracted variable can have; null when any. */
function valuesOf(path: string, scope: VariableScope): string[] | null {
  const name = nameOf(path);
  const found = scope.extracted.get(name);
  // What was given to the call counts when nothing has been found.
  if (!found || valueAt(scope.testContext, name) !== undefined) return null;
  const lists = found.nodes.flatMap(({ data }) =>
    (data.extraction_variables ?? []).filter((each) => each.name === name),
  );
  if (lists.some(({ type, options }) => type !== 'boolean' && (options ?? []).length === 0)) return null;
  return lists.flatMap(({ type, options }) => (type === 'boolean' ? ['true', 'false'] : (options ?? [])));
}

function ofVariable(condition: VariableCondition, scope: VariableScope): { sense: Sense; why: string } {
  const { variable, comparison, value } = condition;
  const maybe = { sense: 'maybe', why: '' } as const;
  if (variable.trim() === '') return maybe;
  if (!isGiven(variable, scope)) {
    const why = `nothing gives “${shorten(variable.trim())}” a value`;
    return { sense: comparison === 'is_empty' ? 'always' : 'never', why };
  }
  if (comparison !== 'equals' || value === undefined) return maybe;
  const values = valuesOf(variable, scope);
  const wanted = String(value).trim().toLowerCase();
  if (values === null || wanted === '' || values.some((each) => each.trim().toLowerCase() === wanted))
    return maybe;
  return {
    sense: 'never',
    why: `“${shorten(variable.trim())}” is one of ${values
      .slice(0, 5)
      .map((each) => shorten(each, 20))
      .join(', ')}`,
  };
}

/** A pattern that the empty text matches is found in every text. */
const matchesAll = remembered((condition: GuardCondition & { kind: 'pattern' }): boolean => {
  const { matches, problem } = guardPattern(condition.pattern, condition.ignore_case ?? true);
  return condition.pattern.trim() !== '' && problem === null && matches('');
});

function ofCondition(condition: GuardCondition, scope: VariableScope): { sense: Sense; why: string } {
  if (condition.kind === 'variable') return ofVariable(condition, scope);
  if (condition.kind === 'pattern' && matchesAll(condition))
    return { sense: 'always', why: `/${shorten(condition.pattern, 40)}/ matches whatever the caller says` };
  return { sense: 'maybe', why: '' };
}

export function senseOf({ match, conditions }: Guard, scope: VariableScope): { sense: Sense; why: string } {
  if (conditions.length === 0) return { sense: 'maybe', why: '' };
  const found = conditions.map((condition) => ofCondition(condition, scope));
  const first = (sense: Sense): string => found.find((each) => each.sense === sense)?.why ?? '';
  const isAny = match === 'any';
  if (isAny ? found.every(({ sense }) => sense === 'never') : found.some(({ sense }) => sense === 'never'))
    return { sense: 'never', why: first('never') };
  if (isAny ? found.some(({ sense }) => sense === 'always') : found.every(({ sense }) => sense === 'always'))
    return { sense: 'always', why: first('always') };
  if (!isAny) {
    const clash = isContradiction(conditions);
    if (clash !== null) return { sense: 'never', why: clash };
  } else if (coversAll(conditions)) return { sense: 'always', why: 'one of its conditions always holds' };
  return { sense: 'maybe', why: '' };
}

/** “Is known” or “is not known”. */
function coversAll(conditions: readonly GuardCondition[]): boolean {
  const names = (comparison: string): Set<string> =>
    new Set(
      conditions.flatMap((each) =>
        each.kind === 'variable' && each.comparison === comparison ? [nameOf(each.variable)] : [],
      ),
    );
  const empty = names('is_empty');
  return [...names('is_set')].some((name) => empty.has(name));
}

/** `edges` leave one node, in the order in which their guards are looked at. */
export function guardHints(edges: readonly WorkflowEdge[], scope: VariableScope): WorkflowHint[] {
  const hints: WorkflowHint[] = [];
  const earlier: { edge: WorkflowEdge; guard: Guard; isAlways: boolean }[] = [];
  for (const edge of edges) {
    const { guard } = edge.data;
    if (!guard) continue;
    const { sense, why } = senseOf(guard, scope);
    if (sense === 'never')
      hints.push(
        ofEdge(
          'guard-never',
          edge,
          'guard',
          `The guard of ${edgeLabel(edge)} can never hold: ${why}. Change it, or take it away.`,
          aboutOf(guard, scope),
        ),
      );
    else if (sense === 'always')
      hints.push(
        ofEdge(
          'guard-always',
          edge,
          'guard',
          `The guard of ${edgeLabel(edge)} always holds: ${why}. Change it, or take it away.`,
          aboutOf(guard, scope),
        ),
      );
    const first =
      sense === 'never' ? undefined : earlier.find((each) => each.isAlways || implies(guard, each.guard));
    if (first)
      hints.push(
        ofEdge(
          'guard-shadowed',
          edge,
          'guard',
          `The guard of ${edgeLabel(edge)} never gets its turn: whenever it holds, that of ${edgeLabel(first.edge)} before it does too. Make it narrower, or put it first.`,
          first.edge.id,
        ),
      );
    else if (sense !== 'never') earlier.push({ edge, guard, isAlways: sense === 'always' });
  }
  return hints;
}

/** The variable that nothing gives a value, for the fix that declares it. */
function aboutOf({ conditions }: Guard, scope: VariableScope): string | undefined {
  for (const condition of conditions)
    if (
      condition.kind === 'variable' &&
      condition.variable.trim() !== '' &&
      !isGiven(condition.variable, scope)
    )
      return condition.variable.trim();
  return undefined;
}
