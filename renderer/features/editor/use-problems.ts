import { useDeferredValue, useMemo, useState } from 'react';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { lintWorkflow } from '#shared/graph/lint.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';

export interface Findings {
  /** What keeps the agent from being called. */
  problems: readonly WorkflowProblem[];
  /** What will probably disappoint. */
  hints: readonly WorkflowProblem[];
}

/** Judges documents; findings that say the same as before are the same objects, so that nothing is drawn again. */
export function createJudge(): (document: WorkflowDocument) => Findings {
  let findings: Findings = { problems: [], hints: [] };
  return (document) => {
    const problems = keepIfSame(findings.problems, validateWorkflow(document));
    const hints = keepIfSame(findings.hints, lintWorkflow(document));
    if (problems !== findings.problems || hints !== findings.hints) findings = { problems, hints };
    return findings;
  };
}

function keepIfSame(
  before: readonly WorkflowProblem[],
  now: readonly WorkflowProblem[],
): readonly WorkflowProblem[] {
  const isSame =
    before.length === now.length &&
    now.every(({ kind, id, field, message }, index) => {
      const other = before[index];
      return kind === other?.kind && id === other.id && field === other.field && message === other.message;
    });
  return isSame ? before : now;
}

/** What is wrong with a document; a keystroke is shown before it is judged. */
export function useFindings(document: WorkflowDocument): Findings {
  const [judge] = useState(createJudge);
  const settled = useDeferredValue(document);
  return useMemo(() => judge(settled), [judge, settled]);
}
