/** Repairs that need no thought: each a pure edit, so that it is one step of undo. */
import type { WorkflowDocument, WorkflowEdge, WorkflowNode, WorkflowProblem } from '../../domain/workflow.ts';

export interface Fix {
  /** On a button, such as `Delete the edge`. */
  label: string;
  edit: (document: WorkflowDocument) => WorkflowDocument;
}

/** Empty when what the problem names is gone, or has no mechanical repair. The best comes first. */
export type Fixer = (problem: WorkflowProblem, document: WorkflowDocument) => Fix[];

export const ofNode =
  (find: (node: WorkflowNode, problem: WorkflowProblem, document: WorkflowDocument) => Fix[]): Fixer =>
  (problem, document) => {
    const node = problem.kind === 'node' ? document.nodes.find(({ id }) => id === problem.id) : undefined;
    return node ? find(node, problem, document) : [];
  };

export const ofEdge =
  (find: (edge: WorkflowEdge, problem: WorkflowProblem, document: WorkflowDocument) => Fix[]): Fixer =>
  (problem, document) => {
    const edge = problem.kind === 'edge' ? document.edges.find(({ id }) => id === problem.id) : undefined;
    return edge ? find(edge, problem, document) : [];
  };

/** The first of `name`, `name 2`, `name 3` … that is free. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const stem = name.trim().replace(/ \d+$/, '');
  let free = name.trim();
  for (let count = 2; isTaken(free); count += 1) free = `${stem} ${count}`;
  return free;
}
