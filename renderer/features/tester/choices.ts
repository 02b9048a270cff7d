/** What could have been done at a decision, what was, and why not the others, in words. */
import { functionName } from '#shared/graph/functions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { Decision } from './turns.ts';

export interface Choice {
  key: string;
  kind: 'guard' | 'edge' | 'tool';
  /** The edge's label, or the function's name. */
  label: string;
  /** As the model is told it; null for a guard, of which it is told nothing. */
  functionName: string | null;
  /** To select it on the canvas; null for a tool, and for an edge that is no longer drawn. */
  edgeId: string | null;
  isChosen: boolean;
  why: string;
}

/** In the order in which they were looked at. */
export function choicesOf(
  { guards, offered, chosen, nodeId }: Decision,
  document: WorkflowDocument,
): Choice[] {
  const edges = document.edges.filter(({ source }) => source === nodeId);
  const held = guards.find((guard) => guard.held);
  const looked = new Set(guards.map(({ edge_id: id }) => id));
  const byGuard = guards.map<Choice>((guard) => ({
    key: `guard ${guard.edge_id}`,
    kind: 'guard',
    label: guard.label,
    functionName: null,
    edgeId: idOf(edges, guard.edge_id),
    isChosen: guard.held,
    why: guard.why,
  }));
  const skipped = held
    ? edges
        .filter(({ id }) => !looked.has(id))
        .map<Choice>((edge) => ({
          key: `skipped ${edge.id}`,
          kind: 'edge',
          label: edge.data.label ?? '',
          functionName: null,
          edgeId: edge.id,
          isChosen: false,
          why: `Not looked at: the guard of “${held.label}” held first`,
        }))
    : [];
  const byModel = offered.map<Choice>((name) => {
    const edge = edges.find(({ data }) => functionName(data.label ?? '') === name);
    return {
      key: `offered ${name}`,
      kind: edge ? 'edge' : 'tool',
      label: edge?.data.label ?? name,
      functionName: name,
      edgeId: edge?.id ?? null,
      isChosen: name === chosen,
      why:
        name === chosen
          ? 'The model called it'
          : chosen === null
            ? 'Offered, but the model answered in words'
            : `Offered, but the model called “${labelOf(edges, chosen)}”`,
    };
  });
  return [...byGuard, ...byModel, ...skipped];
}

/** What was decided, in one line. */
export function outcomeOf({ chosen, guards, offered, nodeId }: Decision, document: WorkflowDocument): string {
  const held = guards.find((guard) => guard.held);
  if (held) return `a guard took “${held.label}”`;
  if (chosen !== null)
    return `the model called “${labelOf(
      document.edges.filter(({ source }) => source === nodeId),
      chosen,
    )}”`;
  return offered.length === 0
    ? 'the model answered; nothing leads on from here'
    : 'the model answered in words';
}

const labelOf = (edges: WorkflowDocument['edges'], name: string): string =>
  edges.find(({ data }) => functionName(data.label ?? '') === name)?.data.label ?? name;

const idOf = (edges: WorkflowDocument['edges'], id: string): string | null =>
  edges.some((edge) => edge.id === id) ? id : null;
