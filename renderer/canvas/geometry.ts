/**
 * Where cards and edges lie. Cards have one size, so that everything here is known without measuring the page:
 * edges leave the side that faces the other card, and those that share a side are spread along it.
 */
import type { WorkflowEdge, WorkflowNode } from '#shared/domain/workflow.ts';
import { cardSize, type Box, type Point } from '#shared/graph/edit/index.ts';

export type { Point } from '#shared/graph/edit/index.ts';

export const cardWidthPx = cardSize.width;
export const cardHeightPx = cardSize.height;

/** How much of cards and edges is shown: less and larger the further away, because more could not be read. */
export type Detail = 'full' | 'small' | 'name' | 'block';

/**
 * What can be read at a zoom. `small`: name, icon and label in large type; `name`: nothing but the name, and the
 * label of the edge that matters; `block`: colour alone.
 */
export function detailAt(zoom: number): Detail {
  if (zoom >= 0.5) return 'full';
  if (zoom >= 0.33) return 'small';
  return zoom >= 0.2 ? 'name' : 'block';
}

export type Side = 'left' | 'right' | 'top' | 'bottom';

/** Where an edge meets a card, in canvas pixels. */
export interface Anchor extends Point {
  side: Side;
}

export interface EdgeRoute {
  source: Anchor;
  target: Anchor;
}

type Placed = Pick<WorkflowNode, 'id' | 'position'>;
type Link = Pick<WorkflowEdge, 'id' | 'source' | 'target'>;

/** Distance between two edges on one side of a card. */
const portGapPx = 24;
/** Kept free at both ends of a side. */
const portMarginPx = 16;

/** The sides by which `from` and `to` face each other: those across the wider gap. */
export function facingSides(from: Point, to: Point): { source: Side; target: Side } {
  const deltaX = to.x - from.x;
  const deltaY = to.y - from.y;
  if (deltaX === 0 && deltaY === 0) return { source: 'right', target: 'top' };
  const isHorizontal = Math.abs(deltaX) - cardWidthPx >= Math.abs(deltaY) - cardHeightPx;
  if (isHorizontal)
    return deltaX >= 0 ? { source: 'right', target: 'left' } : { source: 'left', target: 'right' };
  return deltaY >= 0 ? { source: 'bottom', target: 'top' } : { source: 'top', target: 'bottom' };
}

interface Port {
  edgeId: string;
  end: 'source' | 'target';
  card: Placed;
  side: Side;
  other: Point;
}

/** A route for every edge whose two nodes exist. */
export function routeEdges(nodes: readonly Placed[], edges: readonly Link[]): Map<string, EdgeRoute> {
  return routesAmong(new Map(nodes.map((node) => [node.id, node])), cellsOf(nodes), edges);
}

function routesAmong(
  cards: ReadonlyMap<string, Placed>,
  cells: Cells,
  edges: readonly Link[],
): Map<string, EdgeRoute> {
  const sides = new Map<string, Port[]>();
  const put = (port: Port): void => {
    const key = `${port.side} ${port.card.id}`;
    const ports = sides.get(key);
    if (ports) ports.push(port);
    else sides.set(key, [port]);
  };
  for (const edge of edges) {
    const source = cards.get(edge.source);
    const target = cards.get(edge.target);
    if (!source || !target) continue;
    const facing = facingSides(source.position, target.position);
    const chosen = isBlocked(source, target, cells) ? detour(facing) : facing;
    put({ edgeId: edge.id, end: 'source', card: source, side: chosen.source, other: target.position });
    put({ edgeId: edge.id, end: 'target', card: target, side: chosen.target, other: source.position });
  }
  const halves = new Map<string, Partial<EdgeRoute>>();
  for (const ports of sides.values()) {
    for (const [port, anchor] of spread(ports)) {
      halves.set(port.edgeId, { ...halves.get(port.edgeId), [port.end]: anchor });
    }
  }
  const routes = new Map<string, EdgeRoute>();
  for (const [id, { source, target }] of halves) if (source && target) routes.set(id, { source, target });
  return routes;
}

export interface Router {
  routes: ReadonlyMap<string, EdgeRoute>;
  /** The routes while some cards are elsewhere: those of their edges, and of the edges that share a side with them. */
  whileMoved: (places: ReadonlyMap<string, Point>) => ReadonlyMap<string, EdgeRoute>;
}

/**
 * Routes of a whole graph that can be asked for again at each step of a drag, at a cost that depends on what moves. Cards
 * that come to lie between two others are only gone around when they are let go.
 */
export function createRouter(nodes: readonly Placed[], edges: readonly Link[]): Router {
  const cards = new Map(nodes.map((node) => [node.id, node]));
  const cells = cellsOf(nodes);
  const routes = routesAmong(cards, cells, edges);
  const touching = new Map<string, Link[]>();
  for (const edge of edges)
    for (const id of new Set([edge.source, edge.target])) {
      const links = touching.get(id);
      if (links) links.push(edge);
      else touching.set(id, [edge]);
    }
  const touched = (ids: Iterable<string>): Set<Link> =>
    new Set([...ids].flatMap((id) => touching.get(id) ?? []));
  return {
    routes,
    whileMoved: (places) => {
      const ends = new Set([...touched(places.keys())].flatMap(({ source, target }) => [source, target]));
      if (ends.size === 0) return routes;
      const moved = new Map(cards);
      for (const [id, position] of places) if (cards.has(id)) moved.set(id, { id, position });
      const near = [...touched(ends)];
      const next = new Map(routes);
      for (const [id, route] of routesAmong(moved, cells, near)) {
        const before = routes.get(id);
        const edge = near.find((each) => each.id === id);
        if (!edge || !before) continue;
        // At a card further away the other ports are unknown here, and unchanged.
        next.set(id, {
          source: ends.has(edge.source) ? route.source : before.source,
          target: ends.has(edge.target) ? route.target : before.target,
        });
      }
      return next;
    },
  };
}

/** Sides for an edge that must go around a card between its two: both below, or both at the right. */
function detour(facing: { source: Side; target: Side }): { source: Side; target: Side } {
  const isHorizontal = facing.source === 'left' || facing.source === 'right';
  return isHorizontal ? { source: 'bottom', target: 'bottom' } : { source: 'right', target: 'right' };
}

/** Cards by the square of the canvas in which their corner lies, so that a look along an edge meets few. */
type Cells = ReadonlyMap<string, readonly Placed[]>;
const cellPx = 512;
const cellOf = (along: number): number => Math.floor(along / cellPx);

function cellsOf(nodes: readonly Placed[]): Cells {
  const cells = new Map<string, Placed[]>();
  for (const node of nodes) {
    const key = `${cellOf(node.position.x)} ${cellOf(node.position.y)}`;
    const cell = cells.get(key);
    if (cell) cell.push(node);
    else cells.set(key, [node]);
  }
  return cells;
}

/** An edge longer than this many squares is drawn straight: looking along it would cost more than it is worth. */
const longestLook = 12;

/** Does another card lie on the straight line between the middles of the two? Only rows and columns are looked at. */
function isBlocked(source: Placed, target: Placed, cells: Cells): boolean {
  const from = source.position;
  const to = target.position;
  const isRow = Math.abs(from.y - to.y) < cardHeightPx / 2;
  const isColumn = Math.abs(from.x - to.x) < cardWidthPx / 2;
  if (isRow === isColumn) return false;
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  const box = {
    left: cellOf(left - cardWidthPx),
    right: cellOf(right + cardWidthPx),
    top: cellOf(top - cardHeightPx),
    bottom: cellOf(bottom + cardHeightPx),
  };
  if (box.right - box.left > longestLook || box.bottom - box.top > longestLook) return false;
  for (let column = box.left; column <= box.right; column += 1) {
    for (let row = box.top; row <= box.bottom; row += 1) {
      for (const { id, position } of cells.get(`${column} ${row}`) ?? []) {
        if (id === source.id || id === target.id) continue;
        const isBetween = isRow
          ? position.x > left &&
            position.x < right &&
            Math.abs(position.y - (top + bottom) / 2) < cardHeightPx / 2
          : position.y > top &&
            position.y < bottom &&
            Math.abs(position.x - (left + right) / 2) < cardWidthPx / 2;
        if (isBetween) return true;
      }
    }
  }
  return false;
}

/** Ports of one side in the order in which their other ends lie, so that they do not cross at the card. */
function spread(ports: readonly Port[]): [Port, Anchor][] {
  const isVertical = ports[0]?.side === 'left' || ports[0]?.side === 'right';
  const along = (point: Point): number => (isVertical ? point.y : point.x);
  const ordered = [...ports].sort(
    (a, b) => along(a.other) - along(b.other) || a.edgeId.localeCompare(b.edgeId),
  );
  const lengthPx = isVertical ? cardHeightPx : cardWidthPx;
  const gapPx = Math.min(portGapPx, (lengthPx - 2 * portMarginPx) / Math.max(1, ordered.length - 1));
  return ordered.map((port, index) => {
    const offset = lengthPx / 2 + (index - (ordered.length - 1) / 2) * gapPx;
    return [port, anchorOn(port.card.position, port.side, offset)];
  });
}

/** The point `offset` pixels along a side of the card at `position`. */
function anchorOn(position: Point, side: Side, offset: number): Anchor {
  switch (side) {
    case 'left':
      return { x: position.x, y: position.y + offset, side };
    case 'right':
      return { x: position.x + cardWidthPx, y: position.y + offset, side };
    case 'top':
      return { x: position.x + offset, y: position.y, side };
    case 'bottom':
      return { x: position.x + offset, y: position.y + cardHeightPx, side };
  }
}

/** Away from a card, by its side. */
export const outward = { left: [-1, 0], right: [1, 0], top: [0, -1], bottom: [0, 1] } as const;

/** The two control points of a route's curve, a cubic that leaves both cards at right angles. */
export function controlsOf({ source, target }: EdgeRoute): [first: Point, second: Point] {
  const spanPx = Math.max(Math.abs(target.x - source.x), Math.abs(target.y - source.y));
  const reachPx =
    source.side === target.side ? Math.min(220, 48 + spanPx * 0.16) : Math.max(24, spanPx * 0.42);
  const control = ({ x, y, side }: Anchor): Point => ({
    x: x + outward[side][0] * reachPx,
    y: y + outward[side][1] * reachPx,
  });
  return [control(source), control(target)];
}

/** The curve of a route as an SVG path, and its middle. */
export function curveOf(route: EdgeRoute): { path: string; middle: Point } {
  const { source, target } = route;
  const [first, second] = controlsOf(route);
  return {
    path: `M${source.x} ${source.y}C${first.x} ${first.y} ${second.x} ${second.y} ${target.x} ${target.y}`,
    // A cubic at its half: the ends weigh 1/8, the controls 3/8 each.
    middle: {
      x: (source.x + 3 * first.x + 3 * second.x + target.x) / 8,
      y: (source.y + 3 * first.y + 3 * second.y + target.y) / 8,
    },
  };
}

/** Room for a label in the middle of a route, pixels: between two cards side by side it must not reach under them. */
export function labelRoomPx({ source, target }: EdgeRoute): number {
  const isBetween =
    (source.side === 'right' && target.side === 'left') ||
    (source.side === 'left' && target.side === 'right');
  return isBetween ? Math.max(40, Math.abs(target.x - source.x) - 12) : Infinity;
}

/** The rectangle around all cards; null without any. */
export function boundsOf(nodes: readonly Placed[]): Box | null {
  if (nodes.length === 0) return null;
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { position } of nodes) {
    box.left = Math.min(box.left, position.x);
    box.top = Math.min(box.top, position.y);
    box.right = Math.max(box.right, position.x + cardWidthPx);
    box.bottom = Math.max(box.bottom, position.y + cardHeightPx);
  }
  return { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}

const overlaps = (a: Point, b: Point, gapPx: number): boolean =>
  Math.abs(a.x - b.x) < cardWidthPx + gapPx && Math.abs(a.y - b.y) < cardHeightPx + gapPx;

/** `wanted`, or the nearest place under it on the grid where a new card covers no other. */
export function freePlace(nodes: readonly Placed[], wanted: Point, gridPx = 16): Point {
  const place = { x: Math.round(wanted.x / gridPx) * gridPx, y: Math.round(wanted.y / gridPx) * gridPx };
  for (;;) {
    const blocking = nodes.find((node) => overlaps(node.position, place, gridPx));
    if (!blocking) return place;
    place.y = Math.ceil((blocking.position.y + cardHeightPx + 2 * gridPx) / gridPx) * gridPx;
  }
}
