import { describe, expect, test } from 'vitest';
import {
  addNote,
  align,
  distribute,
  dropNodes,
  duplicate,
  everything,
  extendAlong,
  frameNodes,
  joinFrame,
  layoutGraphOf,
  leaveFrames,
  movesOfLayout,
  nudge,
  removeSelected,
  renameFrame,
  rerouteEdge,
  resizeNote,
  selectable,
  selectionOf,
  unframe,
  writeNote,
  type Selection,
} from './index.ts';
import { link, sample, step } from './testing/graphs.ts';

const nodes = (...nodeIds: string[]): Selection => ({ nodeIds, edgeIds: [] });

describe('removing', () => {
  test('a node goes with its edges and out of its frame', () => {
    const after = removeSelected(sample, nodes('ask'));
    expect([after.nodes.length, after.edges.map(({ id }) => id), after.frames]).toEqual([
      3,
      ['check-end'],
      [{ id: 'frame-1', name: 'Questions', node_ids: ['check'] }],
    ]);
  });

  test('a frame goes without its nodes, and one that loses its last node is gone', () => {
    const unframed = removeSelected(sample, { ...nodes(), frameIds: ['frame-1'] });
    const emptied = removeSelected(sample, nodes('ask', 'check'));
    expect([unframed.nodes, 'frames' in unframed, 'frames' in emptied]).toEqual([sample.nodes, false, false]);
  });

  test('a note goes, and the key with the last one', () => {
    expect('notes' in removeSelected(sample, { ...nodes(), noteIds: ['note-1'] })).toBe(false);
  });
});

describe('edges', () => {
  test('lead elsewhere by either end and keep what they say', () => {
    const after = rerouteEdge(
      rerouteEdge(sample, 'ask-check', 'target', 'end'),
      'ask-check',
      'source',
      'start',
    );
    expect(after.edges[1]).toEqual({ ...link('ask', 'check'), source: 'start', target: 'end' });
  });

  test('led to where they lead already are no change', () => {
    expect(rerouteEdge(sample, 'ask-check', 'target', 'check')).toBe(sample);
  });
});

describe('a copy', () => {
  test('has its own ids, names, edges and frame; edges to outside are left out', () => {
    const { document, selection } = duplicate(sample, nodes('ask', 'check'));
    expect({
      nodes: document.nodes.slice(4).map(({ id, data, position }) => [id, data.name, position]),
      edges: document.edges.slice(4).map(({ id, source, target }) => [id, source, target]),
      frames: document.frames?.slice(1),
      selection,
    }).toEqual({
      nodes: [
        ['ask-1', 'ask 2', { x: 432, y: 32 }],
        ['check-1', 'check 2', { x: 832, y: 32 }],
      ],
      edges: [
        ['ask-check-1', 'ask-1', 'check-1'],
        ['check-ask-1', 'check-1', 'ask-1'],
      ],
      frames: [{ id: 'frame-2', name: 'Questions', node_ids: ['ask-1', 'check-1'] }],
      selection: { nodeIds: ['ask-1', 'check-1'], edgeIds: ['ask-check-1', 'check-ask-1'], noteIds: [] },
    });
  });

  test('of the start becomes an agent node, and says so', () => {
    const { document, remarks } = duplicate(sample, nodes('start'));
    expect([document.nodes.at(-1)?.type, remarks]).toEqual([
      'agentNode',
      ['“start” became an agent node: a call begins in one place.'],
    ]);
  });

  test('of a second global node is left out, with its frame', () => {
    const withGlobal = { ...sample, nodes: [...sample.nodes, step('all', 0, 400, 'globalNode')] };
    const framed = frameNodes(withGlobal, ['all'], 'Rules').document;
    const { document, selection } = duplicate(framed, nodes('all'));
    expect([document.nodes.length, document.frames?.length, selection.nodeIds]).toEqual([5, 2, []]);
  });
});

describe('frames', () => {
  test('take their nodes from other frames', () => {
    const { document, id } = frameNodes(sample, ['check', 'end'], 'Last');
    expect([id, document.frames]).toEqual([
      'frame-2',
      [
        { id: 'frame-1', name: 'Questions', node_ids: ['ask'] },
        { id: 'frame-2', name: 'Last', node_ids: ['check', 'end'] },
      ],
    ]);
  });

  test('are renamed, joined, left and taken away', () => {
    expect(renameFrame(sample, 'frame-1', 'Data').frames?.[0]?.name).toBe('Data');
    expect(renameFrame(sample, 'frame-1', 'Questions')).toBe(sample);
    expect(joinFrame(sample, 'frame-1', ['end']).frames?.[0]?.node_ids).toEqual(['ask', 'check', 'end']);
    expect(leaveFrames(sample, ['ask']).frames?.[0]?.node_ids).toEqual(['check']);
    expect(leaveFrames(sample, ['end'])).toBe(sample);
    expect('frames' in unframe(sample, ['frame-1'])).toBe(false);
  });

  test('take in a card let go inside and give up one let go clear of them', () => {
    const inside = dropNodes(sample, new Map([['end', { x: 600, y: 16 }]]));
    const outside = dropNodes(sample, new Map([['check', { x: 800, y: 500 }]]));
    const nearby = dropNodes(sample, new Map([['check', { x: 1000, y: 40 }]]));
    expect([inside, outside, nearby].map(({ frames }) => frames?.[0]?.node_ids)).toEqual([
      ['ask', 'check', 'end'],
      ['ask'],
      ['ask', 'check'],
    ]);
  });

  test('keep cards that move all together', () => {
    const after = dropNodes(
      sample,
      new Map([
        ['ask', { x: 400, y: 900 }],
        ['check', { x: 800, y: 900 }],
      ]),
    );
    expect(after.frames).toBe(sample.frames);
  });
});

describe('notes', () => {
  test('are added, written and resized, no smaller than can be read', () => {
    const { document, id } = addNote(sample, { x: 8, y: 8 }, 'New');
    const written = writeNote(document, id, 'Other');
    const resized = resizeNote(written, id, { x: 4.4, y: 8, width: 10, height: 400.6 });
    expect(resized.notes?.[1]).toEqual({
      id: 'note-2',
      text: 'Other',
      position: { x: 4, y: 8 },
      size: { width: 96, height: 401 },
    });
    expect(writeNote(resized, id, 'Other')).toBe(resized);
  });
});

describe('arranging', () => {
  const scattered = {
    ...sample,
    nodes: [step('a', 0, 10), step('b', 300, 200), step('c', 1000, 90)],
  };
  const places = ({ nodes: cards }: typeof sample): unknown =>
    cards.map(({ position }) => [position.x, position.y]);
  const all = nodes('a', 'b', 'c');

  test('aligns with the outermost, or with the middle of all', () => {
    expect(places(align(scattered, all, 'right'))).toEqual([
      [1000, 10],
      [1000, 200],
      [1000, 90],
    ]);
    expect(places(align(scattered, all, 'middle'))).toEqual([
      [0, 105],
      [300, 105],
      [1000, 105],
    ]);
  });

  test('aligns a note by its own size', () => {
    const after = align(sample, { ...nodes('end'), noteIds: ['note-1'] }, 'right');
    expect(after.notes?.[0]?.position).toEqual({ x: 1232, y: 300 });
  });

  test('makes gaps equal', () => {
    expect(places(distribute(scattered, all, 'x'))).toEqual([
      [0, 10],
      [500, 200],
      [1000, 90],
    ]);
  });

  test('of fewer than it takes is no change', () => {
    expect([align(scattered, nodes('a'), 'left'), distribute(scattered, nodes('a', 'b'), 'x')]).toEqual([
      scattered,
      scattered,
    ]);
  });

  test('nudges the nodes of a selected frame and notes', () => {
    const after = nudge(sample, { ...nodes(), frameIds: ['frame-1'], noteIds: ['note-1'] }, { x: 8, y: 0 });
    expect([...after.nodes, ...(after.notes ?? [])].map(({ position }) => position.x)).toEqual([
      0, 408, 808, 1200, 408,
    ]);
  });

  test('lays out by an engine and puts the corner where it was', () => {
    const graph = layoutGraphOf(sample);
    expect(graph.children?.map(({ id, children }) => [id, children?.map((child) => child.id)])).toEqual([
      ['start', undefined],
      ['frame-1', ['ask', 'check']],
      ['end', undefined],
    ]);
    const laidOut = {
      id: 'graph',
      children: [
        { id: 'start', x: 12, y: 50 },
        {
          id: 'frame-1',
          x: 400,
          y: 12,
          children: [
            { id: 'ask', x: 24, y: 40 },
            { id: 'check', x: 300, y: 41 },
          ],
        },
      ],
    };
    expect([...movesOfLayout(sample, laidOut)]).toEqual([
      ['start', { x: 0, y: 0 }],
      ['ask', { x: 416, y: 0 }],
      ['check', { x: 688, y: 0 }],
    ]);
  });
});

describe('selecting', () => {
  test('along the edges, with the edges between', () => {
    expect([
      extendAlong(sample, nodes('check'), 'downstream').nodeIds,
      extendAlong(sample, nodes('ask'), 'upstream').nodeIds,
      extendAlong(sample, { nodeIds: [], edgeIds: ['check-end'] }, 'downstream'),
      extendAlong(sample, nodes('end'), 'connected').nodeIds,
    ]).toEqual([
      ['ask', 'check', 'end'],
      ['start', 'ask', 'check'],
      { nodeIds: ['end'], edgeIds: [] },
      ['start', 'ask', 'check', 'end'],
    ]);
  });

  test('ids finds what they are, and what is gone is not selected', () => {
    const selection = selectionOf(sample, ['ask', 'note-1', 'frame-1', 'ask-check', 'gone']);
    expect(selection).toEqual({
      nodeIds: ['ask'],
      edgeIds: ['ask-check'],
      noteIds: ['note-1'],
      frameIds: ['frame-1'],
    });
    const after = removeSelected(sample, nodes('ask'));
    expect(selectable(selection, after)).toEqual({ ...selection, nodeIds: [], edgeIds: [] });
    expect(selectable(selection, sample)).toBe(selection);
    expect(everything(sample).nodeIds).toHaveLength(4);
  });
});
