/** Random guards for property tests. */
import fc from 'fast-check';
import { comparisons, type Guard, type GuardCondition } from '#shared/domain/guard.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

/** By the edge's id. `alone`: the edge has no condition, so that the model is not offered it. */
export type GuardsByEdge = Record<string, { guard: Guard; alone: boolean }>;

export function anyGuard(words: string[], variables: string[]): fc.Arbitrary<Guard> {
  const condition: fc.Arbitrary<GuardCondition> = fc.oneof(
    fc.record({ kind: fc.constant('keyword' as const), words: fc.subarray(words, { minLength: 1 }) }),
    fc.record({ kind: fc.constant('pattern' as const), pattern: fc.constantFrom('^.+$', '(a+)+$', 'n|s') }),
    fc.record({ kind: fc.constant('turns' as const), at_least: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('seconds' as const), at_least: fc.integer({ min: 1, max: 5 }) }),
    fc.record({
      kind: fc.constant('variable' as const),
      variable: fc.constantFrom(...variables),
      comparison: fc.constantFrom(...comparisons),
      value: fc.constantFrom('x', 'gold', 3),
    }),
  );
  return fc.record({
    match: fc.constantFrom('all' as const, 'any' as const),
    conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
  });
}

export function withGuards(document: WorkflowDocument, guards: GuardsByEdge): WorkflowDocument {
  const edges = document.edges.map((edge) => {
    const given = guards[edge.id];
    if (!given) return edge;
    const condition = given.alone ? '' : edge.data.condition;
    return { ...edge, data: { ...edge.data, guard: given.guard, condition } };
  });
  return { ...document, edges };
}
