/** What a guard may compare: the values that the agent finds, those of the test call, and those of the line. */
import type { ExtractionVariable, WorkflowDocument } from '#shared/domain/workflow.ts';
import { VariableScope } from '#shared/graph/variables.ts';

export interface GuardVariable {
  path: string;
  type: ExtractionVariable['type'] | null;
  /** Values that it can have; empty for any. */
  values: readonly string[];
}

/** Found ones first: they are what a guard is for. */
export function guardVariables(document: WorkflowDocument): GuardVariable[] {
  const scope = new VariableScope(document);
  const found = [...scope.extracted].map(([name, { variable }]): GuardVariable => ({
    path: name,
    type: variable.type,
    values: variable.type === 'boolean' ? ['true', 'false'] : (variable.options ?? []),
  }));
  const taken = new Set(found.map(({ path }) => path));
  const given = scope
    .listFor({ kind: 'workflow', id: null })
    .filter(({ path, source }) => (source === 'test-value' || source === 'call') && !taken.has(path))
    .map(({ path, testValue }): GuardVariable => {
      const isTruth = typeof testValue === 'boolean';
      return {
        path,
        type: isTruth ? 'boolean' : typeof testValue === 'number' ? 'number' : null,
        values: isTruth ? ['true', 'false'] : [],
      };
    });
  return [...found, ...given];
}
