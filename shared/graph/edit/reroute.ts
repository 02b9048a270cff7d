import type { WorkflowDocument } from '../../domain/workflow.ts';

export type EdgeEnd = 'source' | 'target';

/** Leads one end of an edge to another node; label, condition and the rest stay. */
export function rerouteEdge(
  document: WorkflowDocument,
  edgeId: string,
  end: EdgeEnd,
  nodeId: string,
): WorkflowDocument {
  const edge = document.edges.find(({ id }) => id === edgeId);
  if (edge?.[end] === nodeId || edge === undefined) return document;
  return {
    ...document,
    edges: document.edges.map((each) => (each.id === edgeId ? { ...each, [end]: nodeId } : each)),
  };
}
