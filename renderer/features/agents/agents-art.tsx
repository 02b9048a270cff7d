import type { ReactElement } from 'react';
import { Sketch } from '../../canvas/sketch.tsx';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import classes from './agents-art.module.css';

/** A small graph that shows what an agent is. */
const example: WorkflowDocument = {
  nodes: [
    { id: 'start', type: 'startCall', position: { x: 0, y: 100 }, data: {} },
    { id: 'one', type: 'agentNode', position: { x: 360, y: 0 }, data: {} },
    { id: 'two', type: 'agentNode', position: { x: 360, y: 200 }, data: {} },
    { id: 'end', type: 'endCall', position: { x: 720, y: 100 }, data: {} },
  ],
  edges: [
    { id: 'a', source: 'start', target: 'one', data: {} },
    { id: 'b', source: 'start', target: 'two', data: {} },
    { id: 'c', source: 'one', target: 'end', data: {} },
    { id: 'd', source: 'two', target: 'end', data: {} },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
};

export function AgentsArt(): ReactElement {
  return (
    <div className={classes['art']}>
      <Sketch document={example} />
    </div>
  );
}
