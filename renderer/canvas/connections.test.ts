import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeTypes, type NodeType, type WorkflowDocument } from '#shared/domain/workflow.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { connectionRefusal } from './connections.ts';

function pair(sourceType: NodeType, targetType: NodeType): WorkflowDocument {
  return {
    nodes: [
      { id: 'a', type: sourceType, position: { x: 0, y: 0 }, data: { name: 'A', prompt: 'p' } },
      { id: 'b', type: targetType, position: { x: 400, y: 0 }, data: { name: 'B', prompt: 'p' } },
    ],
    edges: [],
    viewport: { x: 0, y: 0, zoom: 1 },
  };
}

test('an edge that may be drawn is one that the validation allows', () => {
  const type = fc.constantFrom(...nodeTypes);
  fc.assert(
    fc.property(type, type, (from, to) => {
      const document = pair(from, to);
      const edge = { id: 'ab', source: 'a', target: 'b', data: { label: 'next', condition: 'always' } };
      const complaints = validateWorkflow({ ...document, edges: [edge] }).filter(({ id }) => id === 'ab');
      if (connectionRefusal(document, 'a', 'b') === null) expect(complaints).toEqual([]);
      // The studio draws no edge from a trigger, though an older document may hold one.
      else if (from !== 'trigger') expect(complaints).not.toEqual([]);
    }),
  );
});

test('refusals say why', () => {
  expect([
    connectionRefusal(pair('endCall', 'agentNode'), 'a', 'b'),
    connectionRefusal(pair('agentNode', 'startCall'), 'a', 'b'),
    connectionRefusal(pair('agentNode', 'agentNode'), 'a', 'a'),
    connectionRefusal(pair('agentNode', 'agentNode'), 'a', 'gone'),
    connectionRefusal(pair('startCall', 'agentNode'), 'a', 'b'),
  ]).toEqual([
    'An end node hangs up: nothing leads on from it.',
    'The start node is where the call begins: nothing leads back into it.',
    'A node cannot lead to itself: staying needs no edge.',
    'One of the two nodes is gone.',
    null,
  ]);
});
