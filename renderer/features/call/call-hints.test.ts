import { expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { sayableNow } from './call-hints.ts';

const document: WorkflowDocument = {
  viewport: { x: 0, y: 0, zoom: 1 },
  nodes: [
    { id: 'start', type: 'startCall', position: { x: 0, y: 0 }, data: {} },
    { id: 'next', type: 'agentNode', position: { x: 0, y: 0 }, data: {} },
  ],
  edges: [
    { id: 'a', source: 'start', target: 'next', data: { caller_examples: ['yes', 'yes please', 'sure'] } },
    { id: 'b', source: 'start', target: 'next', data: { caller_examples: ['no', ' ', 'yes'] } },
    { id: 'c', source: 'next', target: 'start', data: {} },
  ],
};

test('the edges take turns, nothing is offered twice', () => {
  expect(sayableNow(document, null)).toEqual(['yes', 'no', 'yes please', 'sure']);
  expect(sayableNow(document, 'start', 2)).toEqual(['yes', 'no']);
});

test('a node without examples offers nothing', () => {
  expect(sayableNow(document, 'next')).toEqual([]);
  expect(sayableNow(document, 'gone')).toEqual([]);
});
