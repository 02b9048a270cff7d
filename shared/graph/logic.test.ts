import { expect, test } from 'vitest';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { logicOf } from './logic.ts';

const drawn: WorkflowDocument = {
  name: 'Booking',
  nodes: [
    { id: 'a', type: 'startCall', position: { x: 0, y: 0 }, data: { prompt: 'Greet.' } },
    { id: 'b', type: 'endCall', position: { x: 0, y: 100 }, data: {} },
  ],
  edges: [
    { id: 'one', source: 'a', target: 'b', data: { label: 'One' } },
    { id: 'two', source: 'a', target: 'b', data: { label: 'Two' } },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
};

test('how a document is drawn, called and tried is no part of its logic', () => {
  const [a, b] = drawn.nodes;
  if (!a || !b) throw new Error('two nodes were drawn');
  const moved: WorkflowDocument = {
    ...drawn,
    name: 'Renamed',
    nodes: [b, { ...a, position: { x: 500, y: 3 }, selected: true, measured: { width: 1, height: 2 } }],
    edges: drawn.edges.map((edge) => ({ ...edge, animated: true })),
    viewport: { x: 9, y: 9, zoom: 2 },
    frames: [{ id: 'f', name: 'Both', node_ids: ['a', 'b'] }],
    notes: [{ id: 'n', text: 'Hm', position: { x: 0, y: 0 }, size: { width: 1, height: 1 } }],
    workflow_configurations: { test_context: { plan: 'gold' } },
  };
  expect(logicOf(moved)).toEqual(logicOf(drawn));
});

test.each<[string, Partial<WorkflowDocument>]>([
  ['a prompt', { nodes: drawn.nodes.map((node) => ({ ...node, data: { prompt: 'Other.' } })) }],
  ['the order of edges', { edges: drawn.edges.toReversed() }],
  ['a setting', { workflow_configurations: { max_call_duration: 60 } }],
  ['a key that Parley does not know', { 'from-elsewhere': 1 }],
])('%s is', (_what, change) => {
  expect(logicOf({ ...drawn, ...change })).not.toEqual(logicOf(drawn));
});
