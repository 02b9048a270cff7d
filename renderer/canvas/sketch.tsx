/** A graph in small, for a card in the list: what is where, without words. */
import { memo, type ReactElement } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { boundsOf, cardHeightPx, cardWidthPx, curveOf, routeEdges } from './geometry.ts';
import { nodeKinds } from './node-kinds.ts';
import classes from './sketch.module.css';

/** Nodes beyond which a sketch is only noise; the first ones are drawn. */
const drawnNodes = 400;
const marginPx = 40;
/** A small graph is not blown up beyond this share of its real size. */
const leastWidthPx = 1000;
const leastHeightPx = 400;

export const Sketch = memo(function Sketch({
  document,
}: {
  document: WorkflowDocument;
}): ReactElement | null {
  const nodes = document.nodes.slice(0, drawnNodes);
  const bounds = boundsOf(nodes);
  if (bounds === null) return null;
  const width = Math.max(leastWidthPx, bounds.width + 2 * marginPx);
  const height = Math.max(leastHeightPx, bounds.height + 2 * marginPx);
  const left = bounds.x - (width - bounds.width) / 2;
  const top = bounds.y - (height - bounds.height) / 2;
  return (
    <svg className={classes['sketch']} viewBox={`${left} ${top} ${width} ${height}`} aria-hidden>
      {[...routeEdges(nodes, document.edges)].map(([id, route]) => (
        <path key={id} className={classes['edge']} d={curveOf(route).path} />
      ))}
      {nodes.map((node) => (
        <g key={node.id} data-meaning={nodeKinds[node.type].meaning} className={classes['node']}>
          <rect x={node.position.x} y={node.position.y} width={cardWidthPx} height={cardHeightPx} rx={20} />
          <circle cx={node.position.x + 40} cy={node.position.y + cardHeightPx / 2} r={14} />
          <path d={`M${node.position.x + 76} ${node.position.y + cardHeightPx / 2}h110`} />
        </g>
      ))}
    </svg>
  );
});
