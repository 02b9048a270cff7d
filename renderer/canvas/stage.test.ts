import { expect, test } from 'vitest';
import { toFlowEdges, toFlowNodes, nothingSelected, type CardNode, type Picture } from './adapter.ts';
import { createRouter } from './geometry.ts';
import { cardAt, cardsIn, mostCards, nextStage, onStage, standsOn, type Stage } from './stage.ts';

const pitchPx = 400;
const columns = 20;

/** Steps in rows of twenty, each leading to the next. */
function pictureOf(count: number): Picture {
  const nodes = Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    type: 'agentNode' as const,
    position: { x: (at % columns) * pitchPx, y: Math.floor(at / columns) * pitchPx },
    data: { name: `Step ${at}` },
  }));
  const edges = nodes
    .slice(1)
    .map(({ id }, at) => ({ id: `e${at}`, source: `n${at}`, target: id, data: {} }));
  return {
    document: { nodes, edges, viewport: { x: 0, y: 0, zoom: 1 } },
    dragged: new Map(),
    selection: nothingSelected,
    path: null,
    problems: [],
  };
}

const cardsOf = (count: number): CardNode[] => toFlowNodes(pictureOf(count));
const nobody: ReadonlySet<string> = new Set();
/** Shows the first two cards of the first two rows. */
const nearView = { x: 0, y: 0, width: 700, height: 700 };
const farView = { x: 0, y: 0, width: 10_000, height: 10_000 };

function settled(cards: readonly CardNode[], view: typeof nearView, always = nobody): Stage {
  let stage: Stage = nobody;
  for (;;) {
    const next = nextStage(stage, cards, view, 1, always);
    if (next === stage) return stage;
    stage = next;
  }
}

test('a small graph stands whole, wherever one looks', () => {
  expect(nextStage(nobody, cardsOf(mostCards.far), nearView, 1, nobody)).toBeNull();
});

test('of a large graph the cards in view stand', () => {
  expect(settled(cardsOf(400), nearView)).toEqual(new Set(['n0', 'n1', 'n20', 'n21']));
});

test('when too many are in view, none stands but those that always do', () => {
  const cards = cardsOf(400);
  const before = settled(cards, nearView);
  expect(nextStage(before, cards, farView, 0.1, new Set(['n399']))).toEqual(new Set(['n399']));
});

test('from afar fewer stand than where they can be read', () => {
  const cards = cardsOf(400);
  const view = { x: 0, y: 0, width: 4000, height: 2000 };
  expect([
    cardsIn(cards, view).length,
    nextStage(nobody, cards, view, 0.3, nobody)?.size,
    nextStage(nobody, cards, view, 0.5, nobody)?.size,
  ]).toEqual([50, 0, 8]);
});

test('cards are put up a few at a time, those in the middle first', () => {
  const cards = cardsOf(400);
  const view = { x: 1300, y: 900, width: 2000, height: 2000 };
  const first = nextStage(nobody, cards, view, 1, nobody);
  expect(first?.size).toBe(8);
  expect(first?.has('n105')).toBe(true);
  expect(settled(cards, view)?.size).toBe(cardsIn(cards, view).length);
});

test('a card that has just left the view stands on, one far away does not', () => {
  const cards = cardsOf(400);
  const before = settled(cards, nearView);
  expect(settled(cards, { ...nearView, x: 300 })).toEqual(new Set(['n1', 'n2', 'n21', 'n22']));
  expect(nextStage(before, cards, { ...nearView, x: 300 }, 1, nobody)?.has('n0')).toBe(true);
  expect(nextStage(before, cards, { ...nearView, x: 4000 }, 1, nobody)?.has('n0')).toBe(false);
});

test('a card that does not stand is hidden, and keeps the same object', () => {
  const cards = cardsOf(3);
  const stage = new Set(['n1']);
  const [first, second, third] = onStage(cards, stage);
  expect([first?.hidden, second, third?.hidden]).toEqual([true, cards[1], true]);
  expect(onStage(cards, stage)[0]).toBe(first);
});

test('an edge stands where one of its cards does, or when it always does', () => {
  const picture = pictureOf(4);
  const { routes } = createRouter(picture.document.nodes, picture.document.edges);
  const edges = toFlowEdges(picture, routes);
  expect(edges.map((edge) => [edge.id, standsOn(new Set(['n0']), edge, new Set(['e2']))])).toEqual([
    ['e0', true],
    ['e1', false],
    ['e2', true],
  ]);
});

test('the topmost card at a point is found, none beside them', () => {
  const cards = cardsOf(3);
  expect(cardAt(cards, { x: 410, y: 10 })?.id).toBe('n1');
  expect(cardAt(cards, { x: 399, y: 10 })).toBeUndefined();
});
