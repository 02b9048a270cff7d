/**
 * Where cards and edges lie. Cards have one size, so that everything here is known without measuring the page:
 * edges leave the side that faces the other card, and those that share a side are spread along it.
 */
import type { WorkflowEdge, WorkflowNode } from '#shared/domain/workflow.ts';

export const cardWidthPx = 232;
export const cardHeightPx = 96;

export interface Point {
  x: number;
  y: number;
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
  const cards = new Map(nodes.map((node) => [node.id, node]));
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
    put({ edgeId: edge.id, end: 'source', card: source, side: facing.source, other: target.position });
    put({ edgeId: edge.id, end: 'target', card: target, side: facing.target, other: source.position });
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

export interface Bounds extends Point {
  width: number;
  height: number;
}

/** The rectangle around all cards; null without any. */
export function boundsOf(nodes: readonly Placed[]): Bounds | null {
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
