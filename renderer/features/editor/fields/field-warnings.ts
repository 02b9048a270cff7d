import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { keysOf, type Field } from '#shared/nodes/field.ts';

/** What a field with placeholders tells by itself, at the place, as it is typed. */
const toldByPrompts: readonly WorkflowProblem['rule'][] = ['undefined-variable', 'variable-too-late'];

/** The hints that belong under a field of a node or an edge; what two of them say alike is said once. */
export function warningsFor(
  hints: readonly WorkflowProblem[],
  of: { kind: WorkflowProblem['kind']; id: string | null },
  field: Field<string>,
): string[] {
  const keys: readonly string[] = keysOf(field);
  const tellsItself = field.kind === 'speech' || (field.kind === 'prompt' && field.isPlain !== true);
  const told = hints
    .filter(
      ({ kind, id, field: key, rule }) =>
        kind === of.kind &&
        id === of.id &&
        key !== null &&
        keys.includes(key) &&
        !(tellsItself && toldByPrompts.includes(rule)),
    )
    .map(({ message }) => message);
  return [...new Set(told)];
}
