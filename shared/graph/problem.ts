/** How a problem names what it is about, and the rules there are. */
import { capitalised } from '../base/shorten.ts';
import type { WorkflowEdge, WorkflowNode, WorkflowProblem } from '../domain/workflow.ts';

/** Rules whose breach forbids calling. The names are stable: filters, quick fixes and scripts go by them. */
export type RuleId =
  /** A value that is not of the kind it has to be. */
  | 'shape'
  | 'too-few-nodes'
  | 'too-many-nodes'
  | 'same-id'
  /** An edge from or to a node that is not there. */
  | 'loose-edge'
  /** An edge into or out of a node type that may have none there. */
  | 'forbidden-edge'
  | 'nothing-leads-here'
  | 'required'
  | 'out-of-range'
  /** Longer than allowed, or more items than allowed. */
  | 'too-long'
  | 'unknown-choice'
  | 'placeholder'
  | 'variable-name'
  | 'address'
  | 'header'
  | 'payload'
  /** A label by which the model cannot call the edge. */
  | 'label-name'
  /** Two functions of one node that the model would call the same. */
  | 'same-function'
  | 'same-path'
  | 'guard-empty'
  | 'guard-variable'
  | 'guard-value'
  | 'guard-words'
  | 'guard-pattern'
  | 'missing-tool'
  | 'tool-name'
  | 'tool-config';

export const ofNode = (
  rule: RuleId,
  node: WorkflowNode,
  field: string | null,
  message: string,
): WorkflowProblem => ({
  rule,
  kind: 'node',
  id: node.id,
  field,
  message: capitalised(message),
});

export const ofEdge = (
  rule: RuleId,
  edge: WorkflowEdge,
  field: string | null,
  message: string,
): WorkflowProblem => ({
  rule,
  kind: 'edge',
  id: edge.id,
  field,
  message: capitalised(message),
});

export const ofWorkflow = (rule: RuleId, field: string | null, message: string): WorkflowProblem => ({
  rule,
  kind: 'workflow',
  id: null,
  field,
  message: capitalised(message),
});
