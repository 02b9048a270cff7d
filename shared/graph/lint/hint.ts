/** Warnings: a document with warnings may be called, but something in it will probably disappoint. */
import { capitalised } from '../../base/shorten.ts';
import type { WorkflowDocument, WorkflowEdge, WorkflowNode, WorkflowProblem } from '../../domain/workflow.ts';

/** Rules that forbid nothing. The names are stable: filters, quick fixes, silencing and scripts go by them. */
export type LintRuleId =
  | 'unreachable'
  | 'dead-end'
  | 'no-end'
  | 'same-name'
  | 'trigger-edge'
  | 'no-recording'
  | 'no-greeting'
  | 'no-global'
  | 'no-variables'
  | 'same-variable'
  | 'reserved-variable'
  | 'unused-variable'
  | 'undefined-variable'
  | 'variable-too-late'
  | 'no-examples'
  | 'same-example'
  | 'long-label'
  | 'alike-edges'
  | 'guard-never'
  | 'guard-always'
  | 'guard-shadowed'
  | 'missing-step'
  | 'voice-language';

/** A problem that forbids nothing. */
export interface WorkflowHint extends WorkflowProblem {
  severity: 'warning';
  rule: LintRuleId;
}

export type LintRule = (document: WorkflowDocument) => WorkflowHint[];

export const ofNode = (
  rule: LintRuleId,
  node: WorkflowNode,
  field: string | null,
  message: string,
  about?: string,
): WorkflowHint => hint(rule, { kind: 'node', id: node.id, field }, message, about);

export const ofEdge = (
  rule: LintRuleId,
  edge: WorkflowEdge,
  field: string | null,
  message: string,
  about?: string,
): WorkflowHint => hint(rule, { kind: 'edge', id: edge.id, field }, message, about);

export const ofWorkflow = (
  rule: LintRuleId,
  field: string | null,
  message: string,
  about?: string,
): WorkflowHint => hint(rule, { kind: 'workflow', id: null, field }, message, about);

export function hint(
  rule: LintRuleId,
  where: Pick<WorkflowProblem, 'kind' | 'id' | 'field'>,
  message: string,
  about?: string,
): WorkflowHint {
  return {
    severity: 'warning',
    rule,
    ...where,
    message: capitalised(message),
    ...(about === undefined ? {} : { about }),
  };
}
