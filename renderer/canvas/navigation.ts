/** Where a key leads: from card to card, along the edges or in reading order. */
import type { WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import type { Point } from '#shared/graph/edit/index.ts';
import { cardHeightPx } from './geometry.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Cards whose tops are closer than this lie in one row. */
const rowPx = cardHeightPx;

/** Nodes row by row from left to right. */
export function readingOrder(nodes: readonly WorkflowNode[]): WorkflowNode[] {
  const byTop = [...nodes].sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);
  const rows: WorkflowNode[][] = [];
  for (const node of byTop) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row && first && node.position.y - first.position.y < rowPx) row.push(node);
    else rows.push([node]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.position.x - b.position.x));
}

/** The next or previous node in reading order; null at the end. Without a present one, the first or the last. */
export function nextInOrder(
  nodes: readonly WorkflowNode[],
  presentId: string | undefined,
  step: 1 | -1,
): WorkflowNode | null {
  const order = readingOrder(nodes);
  const index = order.findIndex(({ id }) => id === presentId);
  if (index < 0) return (step === 1 ? order[0] : order.at(-1)) ?? null;
  return order[index + step] ?? null;
}

const ahead: Record<Direction, (from: Point, to: Point) => { along: number; aside: number }> = {
  left: (from, to) => ({ along: from.x - to.x, aside: Math.abs(to.y - from.y) }),
  right: (from, to) => ({ along: to.x - from.x, aside: Math.abs(to.y - from.y) }),
  up: (from, to) => ({ along: from.y - to.y, aside: Math.abs(to.x - from.x) }),
  down: (from, to) => ({ along: to.y - from.y, aside: Math.abs(to.x - from.x) }),
};

/** What lies further aside than this many times ahead lies in another direction. */
const widestTurn = 3;

/**
 * The node that lies in a direction: first of those that an edge joins with this one, then of all. The straighter and
 * the nearer the better; null when nothing lies there.
 */
export function neighbourToward(
  { nodes, edges }: WorkflowDocument,
  id: string,
  direction: Direction,
): WorkflowNode | null {
  const from = nodes.find((node) => node.id === id);
  if (!from) return null;
  const joined = new Set(
    edges.flatMap(({ source, target }) => (source === id ? [target] : target === id ? [source] : [])),
  );
  const best = (among: readonly WorkflowNode[]): WorkflowNode | null => {
    let found: WorkflowNode | null = null;
    let least = Infinity;
    for (const node of among) {
      const { along, aside } = ahead[direction](from.position, node.position);
      if (node.id === id || along <= 0 || aside > along * widestTurn) continue;
      const distance = along + 2 * aside;
      if (distance < least) [found, least] = [node, distance];
    }
    return found;
  };
  return best(nodes.filter((node) => joined.has(node.id))) ?? best(nodes);
}
