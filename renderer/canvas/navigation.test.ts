import { expect, test } from 'vitest';
import { link, step } from '#shared/graph/edit/testing/graphs.ts';
import { neighbourToward, nextInOrder, readingOrder } from './navigation.ts';

/** Two rows, not quite level; d is joined to a alone. */
const document = {
  nodes: [step('c', 0, 400), step('b', 400, 20), step('a', 0, 0), step('d', 820, 380)],
  edges: [link('a', 'd'), link('a', 'b')],
  viewport: { x: 0, y: 0, zoom: 1 },
};

test('reading goes row by row from left to right', () => {
  expect(readingOrder(document.nodes).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
});

test('the next and the previous node, and none after the last', () => {
  const at = (id: string | undefined, stepBy: 1 | -1): string | undefined =>
    nextInOrder(document.nodes, id, stepBy)?.id;
  expect([at(undefined, 1), at('a', 1), at('b', 1), at('d', 1), at('d', -1), at(undefined, -1)]).toEqual([
    'a',
    'b',
    'c',
    undefined,
    'c',
    'd',
  ]);
});

test('a direction leads to a joined node first, else to the nearest', () => {
  const toward = (id: string, direction: 'left' | 'right' | 'up' | 'down'): string | undefined =>
    neighbourToward(document, id, direction)?.id;
  expect([toward('a', 'right'), toward('a', 'down'), toward('c', 'right'), toward('a', 'left')]).toEqual([
    'b',
    'd',
    'd',
    undefined,
  ]);
});
