import type { EdgeData, NodeData, WorkflowConfigurations, WorkflowDocument } from '../../domain/workflow.ts';

/** A field set to `undefined` is taken out of the document. */
export type Patch<T> = { [K in keyof T]?: T[K] | undefined };

export function patchNode(document: WorkflowDocument, id: string, patch: Patch<NodeData>): WorkflowDocument {
  const nodes = document.nodes.map((node) =>
    node.id === id ? { ...node, data: patched(node.data, patch) } : node,
  );
  return { ...document, nodes };
}

export function patchEdge(document: WorkflowDocument, id: string, patch: Patch<EdgeData>): WorkflowDocument {
  const edges = document.edges.map((edge) =>
    edge.id === id ? { ...edge, data: patched(edge.data, patch) } : edge,
  );
  return { ...document, edges };
}

export function patchConfigurations(
  document: WorkflowDocument,
  patch: Patch<WorkflowConfigurations>,
): WorkflowDocument {
  return { ...document, workflow_configurations: patched(document.workflow_configurations ?? {}, patch) };
}

/** `value` with the patch's keys set, and those that are `undefined` gone. */
function patched<T extends Record<string, unknown>>(value: T, patch: Patch<T>): T {
  const kept = Object.entries({ ...value, ...patch }).filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept) as T;
}
