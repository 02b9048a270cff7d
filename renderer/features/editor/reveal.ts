/** Brings nodes into view when they are not. */
import type { ReactFlowInstance } from '@xyflow/react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { boxAround, cardBox, noteBox } from '#shared/graph/edit/index.ts';
import type { Editor } from '../../stores/editor.ts';
import { documentOf } from './canvas-edits.ts';

/** Zoom at which a card can be read. */
const readableZoom = 0.7;
const marginPx = 40;

type Flow = Pick<ReactFlowInstance, 'flowToScreenPosition' | 'setCenter' | 'getZoom'>;

export const glideMs = (): number =>
  window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120;

/** Moves the view to nodes or notes that are not whole in it, and leaves it where they are. */
export function reveal(editor: Editor, flow: Flow, ids: readonly string[]): void {
  revealIn(documentOf(editor), flow, ids);
}

/** The same in another document that the canvas shows. */
export function revealIn(
  { nodes, notes = [] }: Pick<WorkflowDocument, 'nodes' | 'notes'>,
  flow: Flow,
  ids: readonly string[],
): void {
  const box = boxAround([
    ...nodes.filter(({ id }) => ids.includes(id)).map(({ position }) => cardBox(position)),
    ...notes.filter(({ id }) => ids.includes(id)).map(noteBox),
  ]);
  const view = window.document.querySelector('.react-flow')?.getBoundingClientRect();
  if (!box || !view) return;
  const topLeft = flow.flowToScreenPosition({ x: box.x, y: box.y });
  const bottomRight = flow.flowToScreenPosition({ x: box.x + box.width, y: box.y + box.height });
  const isInView =
    topLeft.x > view.left + marginPx &&
    topLeft.y > view.top + marginPx &&
    bottomRight.x < view.right - marginPx &&
    bottomRight.y < view.bottom - marginPx;
  if (isInView && flow.getZoom() >= 0.4) return;
  void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, {
    zoom: Math.max(readableZoom, flow.getZoom()),
    duration: glideMs(),
  });
}
