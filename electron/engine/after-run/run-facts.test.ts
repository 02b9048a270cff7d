import { expect, it } from 'vitest';
import type { Run } from '#shared/domain/run.ts';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { VariableScope } from '#shared/graph/variables.ts';
import { runFacts } from './run-facts.ts';

it('every fact of a run may be named in a webhook, and the editor knows it', () => {
  const document = workflowDocumentSchema.parse({
    nodes: [{ id: 'hook', type: 'webhook', position: { x: 0, y: 0 }, data: {} }],
    edges: [],
  });
  const facts = Object.keys(runFacts({ gathered_context: {} } as Run, [], 'delivery'));
  const scope = new VariableScope(document);
  const text = facts.map((name) => `{{${name}}}`).join(' ');
  expect(facts.length).toBeGreaterThan(20);
  expect(scope.check(text, { kind: 'node', id: 'hook' })).toEqual([]);
  expect(scope.check('{{transcript}}', { kind: 'workflow', id: null })).toHaveLength(1);
});
