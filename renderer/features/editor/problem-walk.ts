/** From problem to problem by keys, wherever the focus is. */
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import type { Findings } from './use-problems.ts';

interface Walk {
  findings: Findings;
  show: (problem: WorkflowProblem) => void;
}

let walk: Walk | null = null;
let present: WorkflowProblem | null = null;

/** Of the editor on the screen. Answers what takes it back. */
export function offerWalk(offered: Walk): () => void {
  walk = offered;
  return () => {
    if (walk === offered) walk = null;
  };
}

/** What the walk goes on from: the problem that was last shown. */
export function shown(problem: WorkflowProblem): void {
  present = problem;
}

const sameAs = (one: WorkflowProblem) => (other: WorkflowProblem) =>
  one.rule === other.rule && one.kind === other.kind && one.id === other.id && one.field === other.field;

const listOf = ({ findings }: Walk): WorkflowProblem[] => [...findings.problems, ...findings.hints];

export const hasProblems = (): boolean => walk !== null && listOf(walk).length > 0;

/** Errors come before hints; after the last comes the first. */
export function goToProblem(step: 1 | -1): void {
  if (walk === null) return;
  const list = listOf(walk);
  const at = present === null ? -1 : list.findIndex(sameAs(present));
  const next = list.at(at < 0 ? (step === 1 ? 0 : -1) : (at + step) % list.length);
  if (next) walk.show(next);
}
