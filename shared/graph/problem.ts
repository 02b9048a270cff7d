/** How a problem names what it is about. */
import { capitalised } from '../base/shorten.ts';
import type { WorkflowEdge, WorkflowNode, WorkflowProblem } from '../domain/workflow.ts';

export const ofNode = (node: WorkflowNode, field: string | null, message: string): WorkflowProblem => ({
  kind: 'node',
  id: node.id,
  field,
  message: capitalised(message),
});

export const ofEdge = (edge: WorkflowEdge, field: string | null, message: string): WorkflowProblem => ({
  kind: 'edge',
  id: edge.id,
  field,
  message: capitalised(message),
});

export const ofWorkflow = (field: string | null, message: string): WorkflowProblem => ({
  kind: 'workflow',
  id: null,
  field,
  message: capitalised(message),
});
