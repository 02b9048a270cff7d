/** What a guard may compare: the values that the agent finds, those of the test call, and those of the line. */
import type { ExtractionVariable, WorkflowDocument } from '#shared/domain/workflow.ts';
import { VariableScope } from '#shared/graph/variables.ts';

export interface GuardVariable {
  path: string;
  source: 'found' | 'given' | 'line';
  type: ExtractionVariable['type'] | null;
  /** Values that it can have; empty for any. */
  values: readonly string[];
}

const truths = ['true', 'false'];

/** Found ones first: they are what a guard is for. */
export function guardVariables(document: WorkflowDocument): GuardVariable[] {
  const scope = new VariableScope(document);
  const found = [...scope.extracted].map(([name, { variable }]): GuardVariable => ({
    path: name,
    source: 'found',
    type: variable.type,
    values: variable.type === 'boolean' ? truths : (variable.options ?? []),
  }));
  const taken = new Set(found.map(({ path }) => path));
  const others = scope
    .listFor({ kind: 'workflow', id: null })
    .filter(({ path }) => !taken.has(path))
    .flatMap(({ path, source, testValue }): GuardVariable[] => {
      if (source === 'call') return [{ path, source: 'line', type: null, values: [] }];
      if (source !== 'test-value') return [];
      const isTruth = typeof testValue === 'boolean';
      const type = isTruth ? 'boolean' : typeof testValue === 'number' ? 'number' : null;
      return [{ path, source: 'given', type, values: isTruth ? truths : [] }];
    });
  return [...found, ...others];
}

const groupNames = {
  found: 'Found by the agent',
  given: 'Given with the call',
  line: 'Of the line',
} as const;

/** For a list, under headings; a heading without anything is left out. */
export function groupedPaths(variables: readonly GuardVariable[]): { group: string; items: string[] }[] {
  return (['found', 'given', 'line'] as const)
    .map((source) => ({
      group: groupNames[source],
      items: variables.filter((each) => each.source === source).map(({ path }) => path),
    }))
    .filter(({ items }) => items.length > 0);
}
