import { expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { choicesOf, outcomeOf } from './choices.ts';
import type { Decision } from './turns.ts';

const edge = (id: string, label: string) => ({ id, source: 'a', target: 'b', data: { label } });
const document: WorkflowDocument = {
  nodes: [],
  edges: [edge('e1', 'Big order'), edge('e2', 'Go on'), edge('e3', 'Stop')],
  viewport: { x: 0, y: 0, zoom: 1 },
};
const decision = (change: Partial<Decision>): Decision => ({
  seq: 1,
  nodeId: 'a',
  nodeName: 'A',
  guards: [],
  offered: [],
  chosen: null,
  ...change,
});
const small = { edge_id: 'e1', label: 'Big order', held: false, why: 'order_total is 12, not more than 50' };
const told = (one: Decision): string[] => [
  outcomeOf(one, document),
  ...choicesOf(one, document).map(
    ({ kind, label, isChosen, edgeId, why }) =>
      `${isChosen ? '✓' : '·'} ${kind} ${label} (${edgeId ?? '-'}): ${why}`,
  ),
];

test('what the model called is taken; the others were offered, and guards say why they did not hold', () => {
  expect(told(decision({ guards: [small], offered: ['look_up', 'go_on', 'stop'], chosen: 'go_on' }))).toEqual(
    [
      'the model called “Go on”',
      '· guard Big order (e1): order_total is 12, not more than 50',
      '· tool look_up (-): Offered, but the model called “Go on”',
      '✓ edge Go on (e2): The model called it',
      '· edge Stop (e3): Offered, but the model called “Go on”',
    ],
  );
});

test('a model that spoke took nothing', () => {
  expect(told(decision({ offered: ['stop'] }))).toEqual([
    'the model answered in words',
    '· edge Stop (e3): Offered, but the model answered in words',
  ]);
});

test('a guard that held leaves the rest unasked', () => {
  const held = { ...small, held: true, why: 'order_total is 80, more than 50' };
  expect(told(decision({ guards: [held], chosen: 'guard:Big order' }))).toEqual([
    'a guard took “Big order”',
    '✓ guard Big order (e1): order_total is 80, more than 50',
    '· edge Go on (e2): Not looked at: the guard of “Big order” held first',
    '· edge Stop (e3): Not looked at: the guard of “Big order” held first',
  ]);
});
