/** What the list of agents shows of a workflow, worked out once when it is saved. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';

const DESCRIPTION_MAX_CHARACTERS = 160;

export interface WorkflowCard {
  node_count: number;
  problem_count: number;
  description: string;
}

export function workflowCard(document: WorkflowDocument): WorkflowCard {
  return {
    node_count: document.nodes.length,
    problem_count: validateWorkflow(document).length,
    description: describe(document),
  };
}

/** First line with something on it of the start node's greeting, else of its prompt. */
function describe(document: WorkflowDocument): string {
  const data = document.nodes.find((node) => node.type === 'startCall')?.data;
  const line = [data?.greeting, data?.prompt]
    .flatMap((text) => (text ?? '').split('\n'))
    .map((text) => text.trim())
    .find((text) => text !== '');
  if (line === undefined) return '';
  if (line.length <= DESCRIPTION_MAX_CHARACTERS) return line;
  // Cut between words where there is one near the end, never inside a character.
  const cut = line.slice(0, DESCRIPTION_MAX_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > cut.length - 20 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
