import { describe, expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { moveNodes } from '#shared/graph/edit/index.ts';
import {
  isSameLayout,
  layoutOf,
  nothingSelected,
  toFlowEdges,
  toFlowNodes,
  type Picture,
  type TransitionEdge,
} from './adapter.ts';
import { movesOf, nodesSelectedAfter, selectedAfter, sizesOf, withFramesSpread } from './changes.ts';
import { createFlowGraph } from './flow-graph.ts';
import { createRouter } from './geometry.ts';

const document: WorkflowDocument = {
  nodes: [
    { id: 's', type: 'startCall', position: { x: 0, y: 0 }, data: { name: 'Start', prompt: 'Hi' } },
    { id: 'a', type: 'agentNode', position: { x: 400, y: 0 }, data: { name: 'Ask' } },
    { id: 'e', type: 'endCall', position: { x: 800, y: 0 }, data: { name: 'End' } },
  ],
  edges: [
    { id: 'sa', source: 's', target: 'a', data: { label: 'Next' } },
    { id: 'ae', source: 'a', target: 'e', data: { label: 'Done' } },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
};
/** The edges of a picture, routed. */
const edgesOf = (picture: Picture, previous?: TransitionEdge[]): TransitionEdge[] => {
  const router = createRouter(picture.document.nodes, picture.document.edges);
  return toFlowEdges(picture, router.whileMoved(picture.dragged), previous);
};
const plain: Picture = { document, dragged: new Map(), selection: nothingSelected, path: null, problems: [] };

describe('cards', () => {
  test('carry their node, its first problem and its place on the path', () => {
    const cards = toFlowNodes({
      ...plain,
      selection: { nodeIds: ['a'], edgeIds: [] },
      path: { activeNodeId: 'a', lastEdgeId: 'sa', visitedNodeIds: ['s', 'a'], visitedEdgeIds: ['sa'] },
      problems: [
        { rule: 'required', kind: 'node', id: 'a', field: 'prompt', message: 'No prompt.' },
        { rule: 'required', kind: 'node', id: 'a', field: 'name', message: 'No name.' },
      ],
    });
    expect(cards.map((card) => [card.id, card.selected, card.data.mark, card.data.problem])).toEqual([
      ['s', false, 'visited', null],
      ['a', true, 'active', 'No prompt.'],
      ['e', false, null, null],
    ]);
  });

  test('keep their objects until their picture changes', () => {
    const before = toFlowNodes(plain);
    const [, ask] = document.nodes;
    if (!ask) throw new Error('The fixture has three nodes.');
    const renamed = { ...ask, data: { ...ask.data, name: 'Ask again' } };
    const nodes = document.nodes.map((node) => (node.id === 'a' ? renamed : node));
    const after = toFlowNodes({ ...plain, document: { ...document, nodes } }, before);
    expect(after.map((card, index) => card === before[index])).toEqual([true, false, true]);
  });

  test('follow the hand while they are dragged', () => {
    const cards = toFlowNodes({ ...plain, dragged: new Map([['a', { x: 410, y: 7 }]]) });
    expect(cards[1]?.position).toEqual({ x: 410, y: 7 });
  });

  test('of a twice used id are drawn once', () => {
    const twice = { ...document, nodes: [...document.nodes, ...document.nodes] };
    expect(toFlowNodes({ ...plain, document: twice }).map((card) => card.id)).toEqual(['s', 'a', 'e']);
  });
});

describe('edges', () => {
  test('are marked as taken or visited', () => {
    const path = { activeNodeId: 'e', lastEdgeId: 'ae', visitedNodeIds: [], visitedEdgeIds: ['sa', 'ae'] };
    expect(edgesOf({ ...plain, path }).map((edge) => edge.data?.mark)).toEqual(['visited', 'taken']);
  });

  test('that the call took lie over the others', () => {
    const path = { activeNodeId: 'a', lastEdgeId: 'sa', visitedNodeIds: [], visitedEdgeIds: ['sa'] };
    expect(edgesOf({ ...plain, path }).map((edge) => edge.id)).toEqual(['ae', 'sa']);
  });

  test('keep their objects when a card elsewhere moves', () => {
    const before = edgesOf(plain);
    const after = edgesOf({ ...plain, dragged: new Map([['e', { x: 900, y: 0 }]]) }, before);
    expect(after.map((edge, index) => edge === before[index])).toEqual([true, false]);
  });

  test('to a missing node are not drawn', () => {
    const edges = [...document.edges, { id: 'x', source: 'a', target: 'gone', data: {} }];
    expect(edgesOf({ ...plain, document: { ...document, edges } }).map((edge) => edge.id)).toEqual([
      'sa',
      'ae',
    ]);
  });
});

test('nothing new is the same array, and the layout is that of before until something moves or is drawn', () => {
  const cards = toFlowNodes(plain);
  const edges = edgesOf(plain);
  const said = document.nodes.map((node) => ({ ...node, data: { ...node.data, prompt: 'Other' } }));
  const reworded = { ...plain, document: { ...document, nodes: said } };
  expect([toFlowNodes({ ...plain }, cards) === cards, edgesOf(reworded, edges) === edges]).toEqual([
    true,
    true,
  ]);
  expect([
    isSameLayout(layoutOf(plain.document), layoutOf(reworded.document)),
    isSameLayout(layoutOf(document), layoutOf(moveNodes(document, new Map([['a', { x: 1, y: 0 }]])))),
    isSameLayout(layoutOf(document), layoutOf({ ...document, edges: [] })),
  ]).toEqual([true, false, false]);
});

test('moves are told apart into held and dropped', () => {
  const { held, dropped } = movesOf([
    { type: 'position', id: 'a', position: { x: 1, y: 2 }, dragging: true },
    { type: 'position', id: 'b', position: { x: 3, y: 4 }, dragging: false },
    { type: 'select', id: 'c', selected: true },
  ]);
  expect([[...held], [...dropped]]).toEqual([[['a', { x: 1, y: 2 }]], [['b', { x: 3, y: 4 }]]]);
});

test('selection follows select changes and keeps its identity without one', () => {
  const ids = ['a', 'b'];
  expect(selectedAfter(ids, [{ type: 'select', id: 'a', selected: true }])).toBe(ids);
  expect(
    selectedAfter(ids, [
      { type: 'select', id: 'a', selected: false },
      { type: 'select', id: 'c', selected: true },
    ]),
  ).toEqual(['b', 'c']);
});

describe('frames and notes', () => {
  const framed: WorkflowDocument = {
    ...document,
    frames: [{ id: 'f', name: 'Talk', node_ids: ['s', 'a'] }],
    notes: [{ id: 'n', text: 'Hm', position: { x: 0, y: 300 }, size: { width: 200, height: 100 } }],
  };

  test('lie behind the cards, a frame around its nodes', () => {
    const nodes = createFlowGraph().nodes({ ...plain, document: framed });
    expect(
      nodes.map(({ id, position, width, height }) => [id, position.x, position.y, width, height]),
    ).toEqual([
      ['f', -24, -40, 680, 160],
      ['n', 0, 300, 200, 100],
      ['s', 0, 0, 232, 96],
      ['a', 400, 0, 232, 96],
      ['e', 800, 0, 232, 96],
    ]);
  });

  test('keep their objects until they change, and a frame follows its cards', () => {
    const graph = createFlowGraph();
    const before = graph.nodes({ ...plain, document: framed });
    expect(graph.nodes({ ...plain, document: framed })).toBe(before);
    const after = graph.nodes({ ...plain, document: framed, dragged: new Map([['a', { x: 400, y: 80 }]]) });
    expect(after.map((node, index) => node === before[index])).toEqual([false, true, true, false, true]);
    expect(after[0]?.height).toBe(240);
  });

  test('a dragged frame takes its cards along', () => {
    expect([...withFramesSpread(framed, new Map([['f', { x: -16, y: -40 }]]))]).toEqual([
      ['s', { x: 8, y: 0 }],
      ['a', { x: 408, y: 0 }],
    ]);
  });

  test('a note by its corner changes its size; what is only measured does not', () => {
    const { held, dropped } = sizesOf([
      { type: 'dimensions', id: 'n', dimensions: { width: 10, height: 20 }, resizing: true },
      { type: 'dimensions', id: 'm', dimensions: { width: 30, height: 40 }, resizing: false },
      { type: 'dimensions', id: 's', dimensions: { width: 1, height: 1 } },
    ]);
    expect([[...held], [...dropped]]).toEqual([
      [['n', { width: 10, height: 20 }]],
      [['m', { width: 30, height: 40 }]],
    ]);
  });

  test('are selected apart from nodes', () => {
    const changes = ['n', 's'].map((id) => ({ type: 'select', id, selected: true }));
    expect(nodesSelectedAfter(framed, { nodeIds: [], edgeIds: ['sa'] }, changes)).toEqual({
      nodeIds: ['s'],
      edgeIds: ['sa'],
      noteIds: ['n'],
      frameIds: [],
    });
  });
});

test('counts are painted where there are some, and 0 where none came by', () => {
  const counts = { nodes: { s: 3 }, edges: {} };
  expect([
    toFlowNodes({ ...plain, counts }).map(({ data }) => data.count),
    edgesOf({ ...plain, counts }).map(({ data }) => data?.count),
    toFlowNodes(plain)[0]?.data.count,
  ]).toEqual([[3, 0, 0], [0, 0], null]);
});
