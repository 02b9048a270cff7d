import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { sample, step } from '../edit/testing/graphs.ts';
import { logicOf } from '../logic.ts';
import { applyChanges, diffWorkflows, isSameDrawing, restorePiece } from './index.ts';
import { isSame } from './same.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
const word = fc.constantFrom('', 'one', 'two', 'three');
const data = fc.record(
  { name: word, prompt: word, greeting: fc.option(word), extra: fc.array(word, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const place = fc.record({ x: fc.integer({ min: 0, max: 3 }), y: fc.constant(0) });
const nodes = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...ids),
    type: fc.constantFrom('agentNode' as const, 'endCall' as const),
    position: place,
    data,
  }),
  { selector: ({ id }) => id },
);
const edges = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
    source: fc.constantFrom(...ids),
    target: fc.constantFrom(...ids),
    data: fc.record({ label: word, condition: word }, { requiredKeys: [] }),
  }),
  { selector: ({ id }) => id },
);
const tools = fc.uniqueArray(
  fc.record({
    tool_uuid: fc.constantFrom('t1', 't2', 't3'),
    name: word,
    definition: fc.record({ config: fc.record({ url: word }, { requiredKeys: [] }) }),
  }),
  { selector: (tool) => tool.tool_uuid },
);
const settings = fc.record(
  {
    language: fc.constantFrom('en-US', 'de'),
    tools: fc.option(tools),
    test_context: fc.record({ name: word }),
  },
  { requiredKeys: [] },
);
const documents = fc.record(
  {
    nodes,
    edges,
    viewport: fc.constant({ x: 0, y: 0, zoom: 1 }),
    workflow_configurations: fc.option(settings),
    unknown_key: word,
  },
  { requiredKeys: ['nodes', 'edges', 'viewport'] },
) as unknown as fc.Arbitrary<WorkflowDocument>;

const act = (document: WorkflowDocument): unknown => JSON.parse(JSON.stringify(logicOf(document)));

test('the changes from a to b, applied to a, give what acts like b', () => {
  fc.assert(
    fc.property(documents, documents, (a, b) => {
      expect(act(applyChanges(a, diffWorkflows(a, b).changes))).toEqual(act(b));
    }),
  );
});

test('there are changes just when the documents act differently', () => {
  fc.assert(
    fc.property(documents, documents, (a, b) => {
      expect(diffWorkflows(a, b).changes.length === 0).toBe(isSame(logicOf(a), logicOf(b)));
      expect(diffWorkflows(a, structuredClone(a)).changes).toEqual([]);
    }),
  );
});

test('pieces restored one by one, whatever their order, end at what acts like the earlier document', () => {
  fc.assert(
    fc.property(documents, documents, fc.nat(), (draft, version, seed) => {
      let now = draft;
      for (let step = 0; ; step += 1) {
        const { changes } = diffWorkflows(now, version);
        const change = changes[(seed + step) % Math.max(1, changes.length)];
        if (!change) break;
        expect(step).toBeLessThan(200);
        now = restorePiece(now, version, change);
      }
      expect(act(now)).toEqual(act(version));
    }),
  );
});

test('moved cards, notes, frames and test values are told apart from what a call notices', () => {
  const drawn: WorkflowDocument = {
    ...sample,
    nodes: sample.nodes.map((node) => (node.id === 'ask' ? { ...node, position: { x: 1, y: 1 } } : node)),
    notes: [],
    frames: [{ id: 'frame-1', name: 'Renamed', node_ids: ['ask', 'check'] }],
    workflow_configurations: { test_context: { name: 'Ada' } },
  };
  expect(diffWorkflows(sample, drawn)).toEqual({
    changes: [],
    layout: { movedNodeIds: ['ask'], notes: 1, frames: 1, isRenamed: false, hasOtherTestValues: true },
  });
  expect(isSameDrawing(diffWorkflows(sample, structuredClone(sample)))).toBe(true);
});

test('a field says where it is and both its values', () => {
  const after: WorkflowDocument = {
    ...sample,
    nodes: sample.nodes.map((node) =>
      node.id === 'ask'
        ? { ...node, data: { ...node.data, prompt: 'Other words', tool_uuids: ['t'] } }
        : node,
    ),
  };
  const [change] = diffWorkflows(sample, after).changes;
  expect(change).toMatchObject({
    kind: 'node',
    key: 'ask',
    change: 'changed',
    fields: [
      { path: ['data', 'prompt'], before: 'Prompt of ask', after: 'Other words' },
      { path: ['data', 'tool_uuids'], before: undefined, after: ['t'] },
    ],
  });
});

test('a restored edge stands at its place and brings the node it leads to; one field comes alone', () => {
  const draft: WorkflowDocument = {
    ...sample,
    nodes: sample.nodes
      .filter(({ id }) => id !== 'check')
      .map((node) => (node.id === 'ask' ? step('ask', 0, 0, 'endCall') : node)),
    edges: sample.edges.filter(({ source, target }) => source !== 'check' && target !== 'check'),
  };
  const withEdge = restorePiece(draft, sample, { kind: 'edge', key: 'check-ask' });
  expect(withEdge.edges.map(({ id }) => id)).toEqual(['start-ask', 'check-ask']);
  expect(withEdge.nodes.map(({ id }) => id)).toEqual(['start', 'ask', 'check', 'end']);
  const withType = restorePiece(draft, sample, { kind: 'node', key: 'ask', path: ['type'] });
  expect(withType.nodes[1]).toEqual({ ...draft.nodes[1], type: 'agentNode' });
});

test('a node that goes takes its edges and its place in the frame along', () => {
  const without = restorePiece(
    sample,
    { ...sample, nodes: sample.nodes.filter(({ id }) => id !== 'check'), edges: sample.edges.slice(0, 1) },
    { kind: 'node', key: 'check' },
  );
  expect(without.edges.map(({ id }) => id)).toEqual(['start-ask']);
  expect(without.frames).toEqual([{ id: 'frame-1', name: 'Questions', node_ids: ['ask'] }]);
});

test('an id that a draft holds twice is two elements', () => {
  const twice: WorkflowDocument = { ...sample, nodes: [...sample.nodes, step('ask', 9, 9)] };
  expect(diffWorkflows(sample, twice).changes).toMatchObject([{ key: 'ask (2)', change: 'added' }]);
  expect(applyChanges(sample, diffWorkflows(sample, twice).changes).nodes).toHaveLength(5);
});
