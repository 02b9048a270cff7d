/**
 * The whole graph in a corner, with the part in view; press or drag to go elsewhere. React Flow's own map keeps a
 * subscription a node, which a thousand nodes make slow; this one draws each colour as a single shape.
 */
import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { memo, useMemo, type PointerEvent, type ReactElement } from 'react';
import type { WorkflowNode } from '#shared/domain/workflow.ts';
import type { Box } from '#shared/graph/edit/index.ts';
import { boundsOf, cardHeightPx, cardWidthPx } from './geometry.ts';
import { nodeKinds, type NodeKind } from './node-kinds.ts';
import classes from './overview.module.css';

const widthPx = 180;
const heightPx = 120;
/** Kept free around the graph, as a share of its larger side. */
const margin = 0.06;

/** What the map shows, in canvas pixels, in the map's own proportions. */
function frameOf(nodes: readonly WorkflowNode[]): Box {
  const bounds = boundsOf(nodes) ?? { x: 0, y: 0, width: widthPx, height: heightPx };
  const pad = margin * Math.max(bounds.width, bounds.height);
  const width = Math.max(bounds.width + 2 * pad, ((bounds.height + 2 * pad) * widthPx) / heightPx);
  const height = (width * heightPx) / widthPx;
  return {
    x: bounds.x + bounds.width / 2 - width / 2,
    y: bounds.y + bounds.height / 2 - height / 2,
    width,
    height,
  };
}

export function Overview({ nodes }: { nodes: readonly WorkflowNode[] }): ReactElement {
  const frame = useMemo(() => frameOf(nodes), [nodes]);
  const { setCenter, getZoom } = useReactFlow();
  const goTo = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = frame.x + ((event.clientX - box.x) / box.width) * frame.width;
    const y = frame.y + ((event.clientY - box.y) / box.height) * frame.height;
    void setCenter(x, y, { zoom: getZoom() });
  };
  return (
    <Panel position="bottom-right" className={classes['overview'] ?? ''}>
      <svg
        width={widthPx}
        height={heightPx}
        viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
        role="img"
        aria-label="Map of the whole graph"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          goTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
        }}
      >
        <Blocks nodes={nodes} />
        <View strokePx={frame.width / widthPx} />
      </svg>
    </Panel>
  );
}

const Blocks = memo(function Blocks({ nodes }: { nodes: readonly WorkflowNode[] }): ReactElement {
  const shapes = new Map<NodeKind['meaning'], string>();
  for (const { type, position } of nodes) {
    const { meaning } = nodeKinds[type];
    const block = `M${position.x} ${position.y}h${cardWidthPx}v${cardHeightPx}h-${cardWidthPx}z`;
    shapes.set(meaning, (shapes.get(meaning) ?? '') + block);
  }
  return (
    <>
      {[...shapes].map(([meaning, shape]) => (
        <path key={meaning} d={shape} style={{ fill: `var(--parley-${meaning}-line)` }} />
      ))}
    </>
  );
});

/** The part of the canvas that is in view. */
function View({ strokePx }: { strokePx: number }): ReactElement {
  const [left, top, zoom] = useStore((store) => store.transform);
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  return (
    <rect
      className={classes['view']}
      x={-left / zoom}
      y={-top / zoom}
      width={width / zoom}
      height={height / zoom}
      strokeWidth={1.5 * strokePx}
    />
  );
}
