/** How much of the canvas the things on it take, in canvas pixels. Cards have one size. */
import type { Frame, Note, WorkflowDocument } from '../../domain/workflow.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export type Box = Point & Size;

export const cardSize: Size = { width: 232, height: 96 };

/** Everything on the canvas snaps to this. */
export const gridPx = 8;

export const onGrid = (value: number): number => Math.round(value / gridPx) * gridPx + 0;

/** Kept free between a frame and its cards; above them there is room for its name. */
const framePaddingPx = 24;
const frameNamePx = 40;

export const cardBox = ({ x, y }: Point): Box => ({ x, y, ...cardSize });
export const noteBox = ({ position, size }: Note): Box => ({
  x: position.x,
  y: position.y,
  width: size.width,
  height: size.height,
});

/** The rectangle around all boxes; null without any. */
export function boxAround(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A frame's rectangle around the cards that are where `placeOf` says; null when none of its nodes exists. */
export function frameBox(frame: Frame, placeOf: (nodeId: string) => Point | undefined): Box | null {
  const cards = frame.node_ids.flatMap((id) => {
    const place = placeOf(id);
    return place === undefined ? [] : [cardBox(place)];
  });
  const inner = boxAround(cards);
  if (inner === null) return null;
  return {
    x: inner.x - framePaddingPx,
    y: inner.y - frameNamePx,
    width: inner.width + 2 * framePaddingPx,
    height: inner.height + frameNamePx + framePaddingPx,
  };
}

export const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Where the nodes of a document are, by id. */
export function placesOf(document: WorkflowDocument): Map<string, Point> {
  return new Map(document.nodes.map(({ id, position }) => [id, position]));
}
