/** The two ends of a selected edge, to be dragged to another card. */
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useState, type PointerEvent, type ReactElement } from 'react';
import type { WorkflowEdge } from '#shared/domain/workflow.ts';
import type { EdgeEnd, Point } from '#shared/graph/edit/index.ts';
import { useCanvasEditing } from './canvas-context.ts';
import { cardHeightPx, cardWidthPx, outward, type EdgeRoute } from './geometry.ts';
import { nodeIdAt } from './node-at.ts';
import classes from './transition-edge.module.css';

interface Pull {
  end: EdgeEnd;
  to: Point;
  over: string | null;
}

const radiusPx = 6;
/** Clear of the card, which lies above the edge and would take the pointer. */
const clearPx = 9;

export function EdgeGrips({ edge, route }: { edge: WorkflowEdge; route: EdgeRoute }): ReactElement | null {
  const edits = useCanvasEditing();
  const { screenToFlowPosition } = useReactFlow();
  const flow = useStoreApi();
  const [pull, setPull] = useState<Pull | null>(null);
  if (!edits) return null;
  const at = (event: PointerEvent, end: EdgeEnd): Pull => {
    const place = { x: event.clientX, y: event.clientY };
    return { end, to: screenToFlowPosition(place, { snapToGrid: false }), over: nodeIdAt(place.x, place.y) };
  };
  const grip = (end: EdgeEnd): ReactElement => (
    <circle
      className={`${classes['grip'] ?? ''} nopan nodrag`}
      cx={route[end].x + outward[route[end].side][0] * clearPx}
      cy={route[end].y + outward[route[end].side][1] * clearPx}
      r={radiusPx}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setPull(at(event, end));
      }}
      onPointerMove={(event) => {
        if (pull) setPull(at(event, end));
      }}
      onPointerUp={(event) => {
        const { over } = at(event, end);
        setPull(null);
        if (pull && over !== null && over !== edge[end]) edits.onReroute(edge.id, end, over);
      }}
      onPointerCancel={() => {
        setPull(null);
      }}
    >
      <title>{end === 'source' ? 'Drag to begin elsewhere' : 'Drag to lead elsewhere'}</title>
    </circle>
  );
  const over = pull?.over == null ? undefined : flow.getState().nodeLookup.get(pull.over)?.position;
  const fixed = pull && route[pull.end === 'source' ? 'target' : 'source'];
  return (
    <>
      {pull && fixed && (
        <path className={classes['pull']} d={`M${fixed.x} ${fixed.y}L${pull.to.x} ${pull.to.y}`} />
      )}
      {over && (
        <rect
          className={classes['over']}
          x={over.x - 3}
          y={over.y - 3}
          width={cardWidthPx + 6}
          height={cardHeightPx + 6}
          rx={12}
        />
      )}
      {grip('source')}
      {grip('target')}
    </>
  );
}
