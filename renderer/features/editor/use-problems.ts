import { useDeferredValue, useMemo } from 'react';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { lintWorkflow } from '#shared/graph/lint.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';

export interface Findings {
  /** What keeps the agent from being called. */
  problems: readonly WorkflowProblem[];
  /** What will probably disappoint. */
  hints: readonly WorkflowProblem[];
}

/** What is wrong with a document; a keystroke is shown before it is judged. */
export function useFindings(document: WorkflowDocument): Findings {
  const settled = useDeferredValue(document);
  return useMemo(() => ({ problems: validateWorkflow(settled), hints: lintWorkflow(settled) }), [settled]);
}
