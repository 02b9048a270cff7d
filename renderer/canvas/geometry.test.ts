import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundsOf,
  cardHeightPx,
  cardWidthPx,
  curveOf,
  facingSides,
  freePlace,
  labelRoomPx,
  createRouter,
  routeEdges,
} from './geometry.ts';

const at = (id: string, x: number, y: number): { id: string; position: { x: number; y: number } } => ({
  id,
  position: { x, y },
});
const link = (
  id: string,
  source: string,
  target: string,
): { id: string; source: string; target: string } => ({
  id,
  source,
  target,
});

describe('edges', () => {
  test('leave the side that faces the other card', () => {
    const here = { x: 0, y: 0 };
    expect([
      facingSides(here, { x: 500, y: 40 }),
      facingSides(here, { x: -500, y: 40 }),
      facingSides(here, { x: 20, y: 300 }),
      facingSides(here, { x: 20, y: -300 }),
      facingSides(here, here),
    ]).toEqual([
      { source: 'right', target: 'left' },
      { source: 'left', target: 'right' },
      { source: 'bottom', target: 'top' },
      { source: 'top', target: 'bottom' },
      { source: 'right', target: 'top' },
    ]);
  });

  test('meet the middle of the side when alone', () => {
    const routes = routeEdges([at('a', 0, 0), at('b', 400, 0)], [link('ab', 'a', 'b')]);
    expect(routes.get('ab')).toEqual({
      source: { x: cardWidthPx, y: cardHeightPx / 2, side: 'right' },
      target: { x: 400, y: cardHeightPx / 2, side: 'left' },
    });
  });

  test('go around a card that lies between', () => {
    const row = [at('a', 0, 0), at('b', 400, 8), at('c', 800, 0)];
    const column = [at('a', 0, 0), at('b', 8, 300), at('c', 0, 600)];
    const sidesOf = (nodes: typeof row): (string | undefined)[] => {
      const route = routeEdges(nodes, [link('ac', 'a', 'c')]).get('ac');
      return [route?.source.side, route?.target.side];
    };
    expect([
      sidesOf(row),
      sidesOf(column),
      sidesOf([at('a', 0, 0), at('b', 400, 300), at('c', 800, 0)]),
    ]).toEqual([
      ['bottom', 'bottom'],
      ['right', 'right'],
      ['right', 'left'],
    ]);
  });

  test('are curves from anchor to anchor with their middle on the way', () => {
    const { path, middle } = curveOf({
      source: { x: 0, y: 0, side: 'right' },
      target: { x: 200, y: 100, side: 'left' },
    });
    expect([path, middle]).toEqual(['M0 0C84 0 116 100 200 100', { x: 100, y: 50 }]);
  });

  test('there and back run beside each other', () => {
    const routes = routeEdges([at('a', 0, 0), at('b', 400, 0)], [link('ab', 'a', 'b'), link('ba', 'b', 'a')]);
    expect([routes.get('ab')?.source.y, routes.get('ab')?.target.y]).toEqual([36, 36]);
    expect([routes.get('ba')?.source.y, routes.get('ba')?.target.y]).toEqual([60, 60]);
  });

  test('keep the order of their other ends, so that they do not cross at the card', () => {
    const nodes = [at('hub', 0, 0), at('low', 600, 300), at('high', 600, -300), at('mid', 600, 0)];
    const routes = routeEdges(nodes, [
      link('1', 'hub', 'low'),
      link('2', 'hub', 'high'),
      link('3', 'hub', 'mid'),
    ]);
    const heights = ['2', '3', '1'].map((id) => routes.get(id)?.source.y ?? Number.NaN);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });

  test('stay on their card however many share a side, and an edge to nowhere has no route', () => {
    const coordinate = fc.integer({ min: -5000, max: 5000 });
    const nodes = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 12 });
    const links = fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 60 });
    fc.assert(
      fc.property(nodes, links, (places, pairs) => {
        const cards = places.map(([x, y], index) => at(String(index), x, y));
        const edges = pairs.map(([from, to], index) => link(`e${index}`, String(from), String(to)));
        const routes = routeEdges(cards, edges);
        for (const edge of edges) {
          const route = routes.get(edge.id);
          const source = cards.find((card) => card.id === edge.source);
          const target = cards.find((card) => card.id === edge.target);
          expect(route !== undefined).toBe(source !== undefined && target !== undefined);
          if (!route || !source) continue;
          expect(route.source.x).toBeGreaterThanOrEqual(source.position.x);
          expect(route.source.x).toBeLessThanOrEqual(source.position.x + cardWidthPx);
          expect(route.source.y).toBeGreaterThanOrEqual(source.position.y);
          expect(route.source.y).toBeLessThanOrEqual(source.position.y + cardHeightPx);
        }
      }),
    );
  });
});

test('a new card covers none that is there', () => {
  const nodes = [at('a', 0, 0), at('b', 0, 128)];
  expect([freePlace([], { x: 3, y: 5 }), freePlace(nodes, { x: 10, y: 10 })]).toEqual([
    { x: 0, y: 0 },
    { x: 16, y: 256 },
  ]);
});

test('the bounds hold every card', () => {
  expect([boundsOf([]), boundsOf([at('a', -10, 0), at('b', 100, 200)])]).toEqual([
    null,
    { x: -10, y: 0, width: 110 + cardWidthPx, height: 200 + cardHeightPx },
  ]);
});

test('a label between cards side by side stays in the gap; elsewhere it is free', () => {
  const roomOf = (x: number, y: number): number | undefined => {
    const route = routeEdges([at('a', 0, 0), at('b', x, y)], [link('ab', 'a', 'b')]).get('ab');
    return route && labelRoomPx(route);
  };
  expect([roomOf(cardWidthPx + 120, 0), roomOf(cardWidthPx + 20, 0), roomOf(0, 400)]).toEqual([
    108,
    40,
    Infinity,
  ]);
});

test('while cards move, their edges and those that share a side with them are routed as if let go there', () => {
  const at = (id: string, x: number, y: number): { id: string; position: { x: number; y: number } } => ({
    id,
    position: { x, y },
  });
  const nodes = [at('a', 0, 0), at('b', 400, 0), at('c', 800, 200), at('d', 400, 400), at('far', 1600, 0)];
  const edges = [
    ['a', 'b'],
    ['a', 'd'],
    ['b', 'c'],
    ['d', 'c'],
    ['c', 'far'],
  ].map(([source = '', target = '']) => ({ id: `${source}${target}`, source, target }));
  const place = { x: 420, y: 240 };
  const moved = nodes.map((node) => (node.id === 'b' ? { ...node, position: place } : node));
  const router = createRouter(nodes, edges);
  expect(Object.fromEntries(router.whileMoved(new Map([['b', place]])))).toEqual(
    Object.fromEntries(routeEdges(moved, edges)),
  );
  expect(router.whileMoved(new Map([['unknown', place]]))).toBe(router.routes);
});
