import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { lintWorkflow } from '#shared/graph/lint/index.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { newAgentDocument } from '../agents/new-agent.ts';
import { addEdge, addNode, patchEdge, patchNode, removeSelected } from './edits.ts';
import { createJudge } from './use-problems.ts';

test('findings keep their identity while they say the same', () => {
  const judge = createJudge();
  const document = newAgentDocument('A');
  const fine = judge(document);
  const reworded = judge(patchNode(document, 'start', { prompt: 'Ask the caller what they need today.' }));
  const empty = judge(patchNode(document, 'start', { prompt: '' }));
  expect([reworded === fine, empty.problems.map(({ id, field }) => [id, field])]).toEqual([
    true,
    [['start', 'prompt']],
  ]);
});

test('a document judged edit by edit has the problems of one that is read whole', () => {
  const text = fc.constantFrom('', 'Ask.', 'Say {{name}', '{{ }}', 'Go to “B” with {{gathered_context.age}}');
  const place = fc.nat({ max: 9 });
  const edit = fc.oneof(
    fc.record({ kind: fc.constant('node' as const), place, name: text, prompt: text }),
    fc.record({ kind: fc.constant('edge' as const), place, label: text, condition: text }),
    fc.record({
      kind: fc.constant('add' as const),
      type: fc.constantFrom('agentNode', 'endCall', 'startCall'),
    }),
    fc.record({ kind: fc.constant('connect' as const), place, to: place }),
    fc.record({ kind: fc.constant('remove' as const), place }),
    fc.record({ kind: fc.constant('extract' as const), place, name: fc.constantFrom('age', 'day') }),
    fc.record({ kind: fc.constant('guard' as const), place, variable: fc.constantFrom('age', 'ghost') }),
    // As an import may leave it: of the right type for us, not for the schema.
    fc.record({ kind: fc.constant('misshape' as const), place }),
  );
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const judge = createJudge();
      let document = newAgentDocument('A');
      const nodeId = (index: number): string => document.nodes[index % document.nodes.length]?.id ?? '';
      const apply = (change: (typeof edits)[number]): WorkflowDocument => {
        const edgeId =
          'place' in change ? document.edges[change.place % document.edges.length]?.id : undefined;
        switch (change.kind) {
          case 'node':
            return patchNode(document, nodeId(change.place), { name: change.name, prompt: change.prompt });
          case 'edge':
            return edgeId === undefined
              ? document
              : patchEdge(document, edgeId, { label: change.label, condition: change.condition });
          case 'add':
            return addNode(document, change.type, { x: 0, y: 0 }).document;
          case 'connect':
            return addEdge(document, nodeId(change.place), nodeId(change.to)).document;
          case 'remove':
            return removeSelected(document, { nodeIds: [nodeId(change.place)], edgeIds: [] });
          case 'extract':
            return patchNode(document, nodeId(change.place), {
              extraction_enabled: true,
              extraction_variables: [{ name: change.name, type: 'string' }],
            });
          case 'guard':
            return edgeId === undefined
              ? document
              : patchEdge(document, edgeId, {
                  guard: {
                    conditions: [{ kind: 'variable', variable: change.variable, comparison: 'is_set' }],
                  },
                });
          case 'misshape':
            return patchNode(document, nodeId(change.place), {
              allow_interrupt: 'yes' as unknown as boolean,
            });
        }
      };
      for (const change of edits) {
        document = apply(change);
        const { problems, hints } = judge(document);
        expect({ problems, hints }).toEqual({
          problems: validateWorkflow(document),
          hints: lintWorkflow(document),
        });
      }
    }),
  );
});
