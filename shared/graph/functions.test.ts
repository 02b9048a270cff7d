import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '../domain/workflow.ts';
import {
  degreesOf,
  functionName,
  isUsableFunctionName,
  reachableFrom,
  toolFunctionName,
} from './functions.ts';

describe('functionName', () => {
  it('is the label in lower case with everything else as underscores', () => {
    expect(['Book it!', 'Wants_2 tickets', 'Café', ' '].map(functionName)).toEqual([
      'book_it_',
      'wants_2_tickets',
      'caf_',
      '_',
    ]);
    expect(['book_it_', '2', '___', ''].map(isUsableFunctionName)).toEqual([true, true, false, false]);
  });
});

const graph = (links: string): WorkflowDocument => {
  const edges = links.split(' ').map((link, index) => {
    const [source = '', target = ''] = link.split('>');
    return { id: `e${index}`, source, target, data: {} };
  });
  const ids = [...new Set(edges.flatMap((edge) => [edge.source, edge.target]))].filter((id) => id !== 'gone');
  const nodes = ids.map((id) => ({ id, type: 'agentNode' as const, position: { x: 0, y: 0 }, data: {} }));
  return { nodes, edges, viewport: { x: 0, y: 0, zoom: 1 } };
};

describe('degreesOf', () => {
  it('counts distinct neighbours and leaves out edges without an end', () => {
    expect([...degreesOf(graph('a>b a>b a>c c>b b>gone'))]).toEqual([
      ['a', { incoming: 0, outgoing: 2 }],
      ['b', { incoming: 2, outgoing: 0 }],
      ['c', { incoming: 1, outgoing: 1 }],
    ]);
  });
});

describe('reachableFrom', () => {
  it('walks cycles once, in either direction', () => {
    const document = graph('a>b b>c c>a x>c');
    expect([...reachableFrom(document, ['a'])].sort()).toEqual(['a', 'b', 'c']);
    expect([...reachableFrom(document, ['c'], 'backwards')].sort()).toEqual(['a', 'b', 'c', 'x']);
  });
});

describe('toolFunctionName', () => {
  it('is the name in lower case, its words joined by single underscores', () => {
    expect(['Look  up: order!', '__a__B__', '¿?', 'x'.repeat(70)].map(toolFunctionName)).toEqual([
      'look_up_order',
      'a_b',
      '',
      'x'.repeat(64),
    ]);
  });
});
