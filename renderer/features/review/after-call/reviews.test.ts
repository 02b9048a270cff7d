import { expect, test } from 'vitest';
import { logOf } from '../../call/conversation/testing/log.ts';
import { qaOutcomesOf } from './reviews.ts';

const node = (id: string, data: object) =>
  ({ id, type: 'qa', position: { x: 0, y: 0 }, data: { name: id.toUpperCase(), ...data } }) as const;
const document = {
  nodes: [node('a', {}), node('b', {}), node('off', { qa_enabled: false })],
  edges: [],
  viewport: { x: 0, y: 0, zoom: 1 },
};
const review = { tags: [], sentiment: 'positive', score: 8, summary: 'Fine.' };
const events = logOf([
  [0, 'qa-result', { node_id: 'a', node_name: 'A', outcome: 'reviewed', reason: null, review, model: 'x/y' }],
]);
const annotations = {
  qa_a: {
    ...review,
    model: 'x/y',
    node_results: { s: { node_name: 'Start', ...review }, e: { node_name: 'End', ...review } },
  },
};

test('each QA node tells what it came to, or that it is waited for', () => {
  const [a, b] = qaOutcomesOf({ annotations }, document, events, true);
  expect([a, b?.outcome, b?.name]).toEqual([
    {
      nodeId: 'a',
      name: 'A',
      outcome: 'reviewed',
      reason: null,
      review,
      model: 'x/y',
      steps: [
        { nodeId: 's', name: 'Start', review },
        { nodeId: 'e', name: 'End', review },
      ],
    },
    'waiting',
    'B',
  ]);
});

test('a run of before there were reviews, or whose graph is gone, shows what its log tells', () => {
  expect(qaOutcomesOf({ annotations: {} }, document, [], false)).toEqual([]);
  expect(
    qaOutcomesOf({ annotations: {} }, null, events, false).map(({ name, steps }) => [name, steps]),
  ).toEqual([['A', []]]);
});
