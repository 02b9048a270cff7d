/** Quick fixes: repairs of problems and warnings that need no thought. */
import type { WorkflowDocument, WorkflowProblem } from '../../domain/workflow.ts';
import { fieldFixes } from './field-fixes.ts';
import type { Fix, Fixer } from './fix.ts';
import { graphFixes } from './graph-fixes.ts';
import { warningFixes } from './warning-fixes.ts';

export type { Fix } from './fix.ts';

const fixers: ReadonlyMap<string, Fixer> = new Map(
  Object.entries({ ...graphFixes, ...fieldFixes, ...warningFixes }),
);

/** The best comes first; empty where only a person can mend it, or where it is mended already. */
export function fixesFor(problem: WorkflowProblem, document: WorkflowDocument): Fix[] {
  return fixers.get(problem.rule)?.(problem, document) ?? [];
}

/**
 * The best fix of each of these, one after the other, as one edit. `isStill` tells what is still wrong: a fix may have
 * mended others on its way.
 */
export function fixAll(
  problems: readonly WorkflowProblem[],
  document: WorkflowDocument,
  findAgain: (document: WorkflowDocument) => readonly WorkflowProblem[],
): WorkflowDocument {
  const keyOf = ({ rule, kind, id, field, about }: WorkflowProblem): string =>
    JSON.stringify([rule, kind, id, field, about]);
  const wanted = new Set(problems.map(keyOf));
  let now = document;
  // Each round mends what is still wrong and leaves fewer; a fix that does not help ends it.
  for (let left = problems.length; left > 0;) {
    for (const problem of findAgain(now).filter((each) => wanted.has(keyOf(each)))) {
      const [fix] = fixesFor(problem, now);
      if (fix) now = fix.edit(now);
      // One way to an end is a way for every step before it.
      if (fix && problem.rule === 'no-end') break;
    }
    const still = findAgain(now).filter((each) => wanted.has(keyOf(each))).length;
    if (still >= left) break;
    left = still;
  }
  return now;
}
