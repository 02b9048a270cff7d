/** Paints cards and edges that do not stand on the canvas as elements: all that can be told of them from afar. */
import type { Box } from '#shared/graph/edit/index.ts';
import type { CardNode, ChangeMark, TransitionEdge } from './adapter.ts';
import { cardHeightPx, cardWidthPx, controlsOf, detailAt, outward, type Detail } from './geometry.ts';
import { nodeKinds } from './node-kinds.ts';
import { wrapped } from './wrapped.ts';

export interface Scene {
  cards: readonly CardNode[];
  edges: readonly TransitionEdge[];
}

/** The value of a colour variable of the theme, by its name without `--parley-`. */
export type Palette = (name: string) => string;

/** Font size and line height of a name on a card, canvas pixels; as in `node-card.module.css`. */
const typeOf: Readonly<Record<Detail, { sizePx: number; linePx: number; insetPx: number } | null>> = {
  full: { sizePx: 13, linePx: 18, insetPx: 12 },
  small: { sizePx: 22, linePx: 28, insetPx: 20 },
  name: { sizePx: 30, linePx: 36, insetPx: 18 },
  block: null,
};
const cornerPx = 10;
const arrowPx = 8;
/** The meaning whose colour shows what became of a card or an edge; as in `node-card.module.css`. */
const meaningOf: Readonly<Record<ChangeMark, string>> = {
  added: 'extraction',
  removed: 'error',
  changed: 'tool',
  moved: 'muted',
};
/** A line thinner than this, in pixels of the page, could not be seen. */
const leastStrokePx = 0.7;

/**
 * @param ratio pixels of the screen in one of the page
 */
export function paint(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: Box,
  zoom: number,
  ratio: number,
  palette: Palette,
  fontFamily: string,
): void {
  const scale = zoom * ratio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale);
  const detail = detailAt(zoom);
  paintEdges(context, scene.edges, view, zoom, palette);
  paintCards(context, scene.cards, view, detail, palette);
  const type = typeOf[detail];
  if (type === null) return;
  context.font = `600 ${type.sizePx}px ${fontFamily}`;
  context.textBaseline = 'middle';
  context.fillStyle = palette('text');
  for (const card of scene.cards) {
    if (!isCardIn(card, view)) continue;
    const name = card.data.node.data.name?.trim() || 'No name';
    context.globalAlpha = card.data.count === 0 ? 0.55 : 1;
    const lines = wrapped(context, name, cardWidthPx - 2 * type.insetPx);
    lines.forEach((line, index) => {
      const top = (cardHeightPx - lines.length * type.linePx) / 2;
      context.fillText(
        line,
        card.position.x + type.insetPx,
        card.position.y + top + (index + 0.5) * type.linePx,
      );
    });
  }
  context.globalAlpha = 1;
}

const isCardIn = ({ position: { x, y } }: CardNode, view: Box): boolean =>
  x < view.x + view.width &&
  x + cardWidthPx > view.x &&
  y < view.y + view.height &&
  y + cardHeightPx > view.y;

interface Stroke {
  colour: string;
  widthPx: number;
  alpha: number;
  edges: TransitionEdge[];
}

function paintEdges(
  context: CanvasRenderingContext2D,
  edges: readonly TransitionEdge[],
  view: Box,
  zoom: number,
  palette: Palette,
): void {
  const detail = detailAt(zoom);
  const changed = (change: ChangeMark): Stroke => ({
    colour: palette(meaningOf[change]),
    widthPx: 2,
    alpha: 1,
    edges: [],
  });
  const strokes: Record<'unused' | 'plain' | 'visited' | 'taken' | 'selected' | ChangeMark, Stroke> = {
    unused: { colour: palette('border-strong'), widthPx: 1.5, alpha: 0.45, edges: [] },
    plain: { colour: palette('border-strong'), widthPx: 1.5, alpha: 1, edges: [] },
    visited: { colour: palette('transition-line'), widthPx: 2, alpha: 1, edges: [] },
    taken: { colour: palette('transition'), widthPx: 2.5, alpha: 1, edges: [] },
    moved: changed('moved'),
    changed: changed('changed'),
    added: changed('added'),
    removed: changed('removed'),
    selected: { colour: palette('accent'), widthPx: 2, alpha: 1, edges: [] },
  };
  for (const edge of edges) {
    const { data } = edge;
    if (!data || !isEdgeIn(data.route, view)) continue;
    const state =
      edge.selected === true
        ? 'selected'
        : (data.mark ?? data.change ?? (data.count === 0 ? 'unused' : 'plain'));
    strokes[state].edges.push(edge);
  }
  for (const { colour, widthPx, alpha, edges: drawn } of Object.values(strokes)) {
    if (drawn.length === 0) continue;
    context.strokeStyle = colour;
    context.lineWidth = Math.max(widthPx, leastStrokePx / zoom);
    context.globalAlpha = alpha;
    context.beginPath();
    for (const { data } of drawn) {
      if (!data) continue;
      const { source, target } = data.route;
      context.moveTo(source.x, source.y);
      // From furthest away a curve is a few pixels long.
      if (detail === 'block') context.lineTo(target.x, target.y);
      else {
        const [first, second] = controlsOf(data.route);
        context.bezierCurveTo(first.x, first.y, second.x, second.y, target.x, target.y);
        const [outX, outY] = outward[target.side];
        const [tipX, tipY] = [target.x + outX, target.y + outY];
        context.moveTo(tipX + (outX - outY * 0.5) * arrowPx, tipY + (outY - outX * 0.5) * arrowPx);
        context.lineTo(tipX, tipY);
        context.lineTo(tipX + (outX + outY * 0.5) * arrowPx, tipY + (outY + outX * 0.5) * arrowPx);
      }
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** A curve leaves the box around its ends by no more than this. */
const bulgePx = 220;

function isEdgeIn({ source, target }: NonNullable<TransitionEdge['data']>['route'], view: Box): boolean {
  return (
    Math.min(source.x, target.x) - bulgePx < view.x + view.width &&
    Math.max(source.x, target.x) + bulgePx > view.x &&
    Math.min(source.y, target.y) - bulgePx < view.y + view.height &&
    Math.max(source.y, target.y) + bulgePx > view.y
  );
}

/** Cards that are painted alike are one shape: a thousand of them are a handful of strokes. */
function paintCards(
  context: CanvasRenderingContext2D,
  cards: readonly CardNode[],
  view: Box,
  detail: Detail,
  palette: Palette,
): void {
  const isBlock = detail === 'block';
  const alike = new Map<
    string,
    { fill: string; line: string; own: string; border: number; alpha: number; cards: CardNode[] }
  >();
  for (const card of cards) {
    if (!isCardIn(card, view)) continue;
    const { node, mark, problem, count, change } = card.data;
    const { meaning } = nodeKinds[node.type];
    const line =
      card.selected === true
        ? 'accent'
        : mark === 'active'
          ? 'agent'
          : problem !== null
            ? 'error'
            : mark === 'visited'
              ? isBlock
                ? 'transition'
                : 'transition-line'
              : change !== null
                ? meaningOf[change]
                : isBlock
                  ? `${meaning}-line`
                  : 'border';
    const isTold = change === 'added' || change === 'removed' || change === 'changed';
    const soft = `${isTold ? meaningOf[change] : meaning}-soft`;
    const fill = isBlock ? (mark === 'active' ? 'agent' : soft) : 'surface';
    const alpha = count === 0 ? 0.5 : 1;
    const border = isBlock ? 6 : change === null ? 1 : 2;
    const key = `${line} ${fill} ${meaning} ${border} ${alpha}`;
    const group = alike.get(key);
    if (group) group.cards.push(card);
    else alike.set(key, { fill, line, own: meaning, border, alpha, cards: [card] });
  }
  for (const { fill, line, own, border, alpha, cards: drawn } of alike.values()) {
    context.globalAlpha = alpha;
    context.fillStyle = palette(fill);
    context.strokeStyle = palette(line);
    context.lineWidth = border;
    context.beginPath();
    for (const { position } of drawn) {
      const box = [
        position.x + border / 2,
        position.y + border / 2,
        cardWidthPx - border,
        cardHeightPx - border,
      ] as const;
      // From furthest away a corner is less than a pixel.
      if (isBlock) context.rect(...box);
      else context.roundRect(...box, cornerPx);
    }
    context.fill();
    context.stroke();
    if (isBlock || detail === 'full') continue;
    context.fillStyle = palette(own);
    context.beginPath();
    for (const { position } of drawn)
      context.roundRect(position.x, position.y, 8, cardHeightPx, [cornerPx, 0, 0, cornerPx]);
    context.fill();
  }
  context.globalAlpha = 1;
}
