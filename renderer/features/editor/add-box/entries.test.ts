import { expect, test } from 'vitest';
import { sample } from '#shared/graph/edit/testing/graphs.ts';
import type { BoxPurpose } from '../surface.ts';
import { boxEntries } from './entries.ts';

const adding: BoxPurpose = { kind: 'add', from: null };
const ids = (purpose: BoxPurpose, query: string): string[] =>
  boxEntries(sample, purpose, query).map(({ id }) => id);

test('nothing typed offers what can be added', () => {
  expect(ids(adding, '').slice(0, 4)).toEqual([
    'add startCall',
    'add agentNode',
    'add endCall',
    'add globalNode',
  ]);
  expect(ids(adding, '').at(-1)).toBe('add note');
});

test('a second start is offered with the reason why not', () => {
  expect(boxEntries(sample, adding, 'start')[0]?.refusal).toMatch(/^There is a start node already/);
});

test('a word finds types, nodes and copies, in that order', () => {
  expect(ids(adding, 'a').slice(0, 1)).toEqual(['add agentNode']);
  expect(ids(adding, 'check')).toEqual(['node check', 'copy check']);
  expect(ids(adding, 'end').slice(0, 2)).toEqual(['add endCall', 'node end']);
});

test('connecting offers the nodes that may be led to, then new ones; after drawing the other way round', () => {
  expect(ids({ kind: 'connect', from: 'ask', isDrawn: false }, '').slice(0, 3)).toEqual([
    'node check',
    'node end',
    'add agentNode',
  ]);
  expect(ids({ kind: 'connect', from: 'ask', isDrawn: true }, '')[0]).toBe('add agentNode');
});

test('rerouting offers the other nodes that the end may be led to', () => {
  expect(ids({ kind: 'reroute', edgeId: 'ask-check', end: 'target' }, '')).toEqual(['node end']);
  expect(ids({ kind: 'reroute', edgeId: 'ask-check', end: 'source' }, '')).toEqual(['node start']);
});
