/** Documents for the tests of edits. */
import type { WorkflowDocument, WorkflowEdge, WorkflowNode } from '../../../domain/workflow.ts';

export function step(
  id: string,
  x: number,
  y: number,
  type: WorkflowNode['type'] = 'agentNode',
): WorkflowNode {
  return { id, type, position: { x, y }, data: { name: id, prompt: `Prompt of ${id}` } };
}

export function link(source: string, target: string): WorkflowEdge {
  return { id: `${source}-${target}`, source, target, data: { label: `to ${target}`, condition: 'always' } };
}

/** start → ask → check → end, with a way back from check to ask; ask and check in a frame; one note. */
export const sample: WorkflowDocument = {
  nodes: [
    step('start', 0, 0, 'startCall'),
    step('ask', 400, 0),
    step('check', 800, 0),
    step('end', 1200, 0, 'endCall'),
  ],
  edges: [link('start', 'ask'), link('ask', 'check'), link('check', 'ask'), link('check', 'end')],
  viewport: { x: 0, y: 0, zoom: 1 },
  frames: [{ id: 'frame-1', name: 'Questions', node_ids: ['ask', 'check'] }],
  notes: [
    { id: 'note-1', text: 'Ask twice', position: { x: 400, y: 300 }, size: { width: 200, height: 100 } },
  ],
};
