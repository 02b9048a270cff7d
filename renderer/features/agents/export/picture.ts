/** The whole graph as an SVG picture, in the light theme, as the canvas draws it. Everything written is escaped. */
import type { Note, WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import { frameBox, placesOf, type Box } from '#shared/graph/edit/index.ts';
import { lineColour, meaningColours, mix, neutrals, softColour } from '../../../app/palette.ts';
import { excerptOf } from '../../../canvas/excerpt.ts';
import {
  boundsOf,
  cardHeightPx,
  cardWidthPx,
  curveOf,
  labelRoomPx,
  routeEdges,
  type EdgeRoute,
} from '../../../canvas/geometry.ts';
import { nodeKinds } from '../../../canvas/node-kinds.ts';
import { lines, oneLine, widthPx } from './text-fit.ts';

const scheme = 'light';
const grey = neutrals[scheme];
const fontFamily =
  "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
const marginPx = 48;
const cardPaddingPx = 12;
const widestLabelPx = 148;

export interface Picture {
  svg: string;
  widthPx: number;
  heightPx: number;
}

/** Null when there is nothing to be drawn. `fontFaces`: CSS by which the picture brings its font along. */
export function pictureOf(name: string, document: WorkflowDocument, fontFaces = ''): Picture | null {
  const { nodes, edges, notes = [] } = document;
  const places = placesOf(document);
  const frames = (document.frames ?? []).flatMap((frame) => {
    const box = frameBox(frame, (id) => places.get(id));
    return box === null ? [] : [{ frame, box }];
  });
  const cards = boundsOf(nodes);
  const boxes = [
    ...(cards === null ? [] : [cards]),
    ...frames.map(({ box }) => box),
    ...notes.map(({ position, size }) => ({ ...position, ...size })),
  ];
  if (boxes.length === 0) return null;
  const routes = [...routeEdges(nodes, edges)];
  const labels = new Map(edges.map(({ id, data }) => [id, data.label ?? '']));
  const box = around([...boxes, ...routes.map(([, route]) => reachOf(route))]);
  const parts = [
    ...frames.map(({ frame, box: at }) => frameShape(frame.name, at)),
    ...notes.map(noteShape),
    ...routes.map(([, route]) => edgeShape(route)),
    ...nodes.map(cardShape),
    ...routes.map(([id, route]) => labelShape(labels.get(id) ?? '', route)),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${box.height}" viewBox="${box.x} ${box.y} ${box.width} ${box.height}" font-family="${escaped(fontFamily)}" role="img">
<title>${escaped(name)}</title>${fontFaces === '' ? '' : `\n<style>${escaped(fontFaces)}</style>`}
<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M1 1 L9 5 L1 9 Z" fill="${grey.borderStrong}"/></marker></defs>
<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="${grey.background}"/>
${parts.join('\n')}
</svg>
`;
  return { svg, widthPx: box.width, heightPx: box.height };
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and attributes. What XML cannot hold at all (most control characters, lone surrogates) is left out. */
export const escaped = (text: string): string =>
  text
    .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    // Forbidden by XML 1.0 §2.2.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

function around(boxes: readonly Box[]): Box {
  const left = Math.floor(Math.min(...boxes.map(({ x }) => x)) - marginPx);
  const top = Math.floor(Math.min(...boxes.map(({ y }) => y)) - marginPx);
  const right = Math.ceil(Math.max(...boxes.map(({ x, width }) => x + width)) + marginPx);
  const bottom = Math.ceil(Math.max(...boxes.map(({ y, height }) => y + height)) + marginPx);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** An edge may bend out beyond its cards: its middle and half of a label. */
function reachOf(route: EdgeRoute): Box {
  const { middle } = curveOf(route);
  return { x: middle.x - widestLabelPx / 2, y: middle.y - 12, width: widestLabelPx, height: 24 };
}

const text = (
  words: string,
  {
    x,
    y,
    size,
    colour,
    weight = 400,
    style = '',
  }: { x: number; y: number; size: number; colour: string; weight?: number; style?: string },
): string =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}"${style}>${escaped(words)}</text>`;

function cardShape(node: WorkflowNode): string {
  const { x, y } = node.position;
  const { meaning, word } = nodeKinds[node.type];
  const colour = meaningColours[scheme][meaning];
  const roomPx = cardWidthPx - 2 * cardPaddingPx;
  const left = x + cardPaddingPx;
  const name = node.data.name?.trim() ?? '';
  const excerpt = excerptOf(node);
  return [
    '<g>',
    `<rect x="${x}" y="${y}" width="${cardWidthPx}" height="${cardHeightPx}" rx="10" fill="${grey.surface}" stroke="${grey.border}"/>`,
    `<circle cx="${left + 5}" cy="${y + 17}" r="5" fill="${softColour(scheme, meaning)}" stroke="${colour}" stroke-width="1.5"/>`,
    text(word, { x: left + 16, y: y + 21, size: 11, weight: 600, colour }),
    text(oneLine(name === '' ? 'No name' : name, 13, roomPx), {
      x: left,
      y: y + 41,
      size: 13,
      weight: 600,
      colour: name === '' ? grey.textMuted : grey.text,
    }),
    ...lines(excerpt === '' ? 'No prompt yet' : excerpt, 11.5, roomPx, 2).map((line, index) =>
      text(line, { x: left, y: y + 60 + index * 16, size: 11.5, colour: grey.textSecondary }),
    ),
    '</g>',
  ].join('');
}

const edgeShape = (route: EdgeRoute): string =>
  `<path d="${curveOf(route).path}" fill="none" stroke="${grey.borderStrong}" stroke-width="1.5" marker-end="url(#arrow)"/>`;

function labelShape(label: string, route: EdgeRoute): string {
  const { middle } = curveOf(route);
  const roomPx = Math.min(widestLabelPx, labelRoomPx(route)) - 18;
  const words = oneLine(label.trim() === '' ? 'No label' : label, 11, roomPx);
  const wide = Math.ceil(widthPx(words, 11)) + 18;
  return [
    `<rect x="${middle.x - wide / 2}" y="${middle.y - 9}" width="${wide}" height="18" rx="9" fill="${grey.surface}" stroke="${grey.border}"/>`,
    text(words, {
      x: middle.x,
      y: middle.y + 4,
      size: 11,
      colour: label.trim() === '' ? grey.textMuted : grey.textSecondary,
      style: ' text-anchor="middle"',
    }),
  ].join('');
}

function frameShape(name: string, { x, y, width, height }: Box): string {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="14" fill="${mix(grey.textMuted, grey.background, 0.07)}" stroke="${grey.borderStrong}"/>`,
    text(oneLine(name, 12, width - 32), {
      x: x + 16,
      y: y + 22,
      size: 12,
      weight: 600,
      colour: grey.textSecondary,
    }),
  ].join('');
}

function noteShape({ text: words, position: { x, y }, size: { width, height } }: Note): string {
  const most = Math.max(1, Math.floor((height - 16) / 18));
  // Within a paragraph lines are broken; a paragraph begins anew.
  const rows = words
    .slice(0, 20_000)
    .split('\n')
    .flatMap((paragraph) => lines(paragraph, 12.5, width - 24, most))
    .slice(0, most);
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="${softColour(scheme, 'tool')}" stroke="${lineColour(scheme, 'tool')}"/>`,
    ...rows.map((line, index) =>
      text(line, { x: x + 12, y: y + 23 + index * 18, size: 12.5, colour: grey.text }),
    ),
  ].join('');
}
