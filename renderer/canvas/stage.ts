/**
 * Which cards and edges stand on the canvas as elements of the page. Of a graph with more cards than can be moved smoothly,
 * only those in view do, and only while they are few enough: the others are painted (`far-layer.tsx`). What lies
 * under the hand always stands, so that it can be pressed, dragged and drawn from.
 */
import type { Box, Point } from '#shared/graph/edit/index.ts';
import type { CardNode, TransitionEdge } from './adapter.ts';
import type { FlowNode } from './backdrop.ts';
import { cardHeightPx, cardWidthPx } from './geometry.ts';

/**
 * Cards beyond which a frame of a pan or drag takes longer than a display of 60 Hz gives, on two slow cores: where they can be
 * read, and from afar, where they are so small that the page paints all of them for each that moves.
 */
export const mostCards = { near: 120, far: 40 } as const;
/** Zoom under which nothing but names and colours can be told. */
const farZoom = 0.33;
/** Cards put up in one frame while others are painted in their place: each takes about half a millisecond. */
const cardsAFrame = 8;
/** Beyond this much of the view, in its own size, cards are taken down. */
const keptAround = 0.25;

/** Ids of the cards that stand; null: all of them. */
export type Stage = ReadonlySet<string> | null;

const isIn = ({ x, y }: Point, box: Box): boolean =>
  x < box.x + box.width && x + cardWidthPx > box.x && y < box.y + box.height && y + cardHeightPx > box.y;

const around = ({ x, y, width, height }: Box, share: number): Box => ({
  x: x - width * share,
  y: y - height * share,
  width: width * (1 + 2 * share),
  height: height * (1 + 2 * share),
});

/**
 * The next stage for a view (canvas pixels), a frame's worth of work away from `stage`; the same when nothing is to be done.
 * `always`: ids that stand wherever they are.
 */
export function nextStage(
  stage: Stage,
  cards: readonly CardNode[],
  view: Box,
  zoom: number,
  always: ReadonlySet<string>,
): Stage {
  if (cards.length <= mostCards.far) return null;
  const before = stage ?? new Set<string>();
  const inView = cards.filter(({ position }) => isIn(position, view));
  const wanted = inView.length > mostCards[zoom < farZoom ? 'far' : 'near'] ? [] : inView;
  const kept = around(view, keptAround);
  const next = new Set<string>();
  for (const { id, position } of cards)
    if (always.has(id) || (wanted.length > 0 && before.has(id) && isIn(position, kept))) next.add(id);
  let added = 0;
  for (const { id } of fromTheMiddle(wanted, view)) {
    if (added >= cardsAFrame) break;
    if (next.has(id)) continue;
    next.add(id);
    added += 1;
  }
  const isSame = stage !== null && next.size === stage.size && [...next].every((id) => stage.has(id));
  return isSame ? stage : next;
}

function fromTheMiddle(cards: readonly CardNode[], view: Box): CardNode[] {
  const far = ({ position: { x, y } }: CardNode): number =>
    Math.hypot(
      x + cardWidthPx / 2 - view.x - view.width / 2,
      y + cardHeightPx / 2 - view.y - view.height / 2,
    );
  return [...cards].sort((a, b) => far(a) - far(b));
}

/** Whether an edge stands: it does where one of its cards does, and when it is one of `always`. */
export const standsOn = (
  stage: ReadonlySet<string>,
  { id, source, target }: TransitionEdge,
  always: ReadonlySet<string>,
): boolean => stage.has(source) || stage.has(target) || always.has(id);

/** The topmost card at a point of the canvas. */
export function cardAt(cards: readonly CardNode[], { x, y }: Point): CardNode | undefined {
  return cards.findLast(
    ({ position }) =>
      x >= position.x && x <= position.x + cardWidthPx && y >= position.y && y <= position.y + cardHeightPx,
  );
}

/** Ids of the cards that a box touches. */
export const cardsIn = (cards: readonly CardNode[], box: Box): string[] =>
  cards.filter(({ position }) => isIn(position, box)).map(({ id }) => id);

const absent = new WeakMap<CardNode, CardNode>();

/** A card that does not stand, for React Flow: it keeps its place, and the same object each time. */
function absentOf(card: CardNode): CardNode {
  const known = absent.get(card);
  if (known) return known;
  const hidden = { ...card, hidden: true };
  absent.set(card, hidden);
  return hidden;
}

/** All nodes, of which those that do not stand are hidden: their edges still know where they are. */
export const onStage = (nodes: FlowNode[], stage: Stage): FlowNode[] =>
  stage === null
    ? nodes
    : nodes.map((node) => (node.type !== 'card' || stage.has(node.id) ? node : absentOf(node)));
