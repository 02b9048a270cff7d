/** Two documents in one picture: the later one, with what it no longer has where that was. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { WorkflowDiff } from '#shared/graph/diff/index.ts';
import type { ChangeMark, ChangeMarks } from '../../canvas/adapter.ts';

export interface Compared {
  document: WorkflowDocument;
  marks: ChangeMarks;
}

export function pictureOf(after: WorkflowDocument, { changes, layout }: WorkflowDiff): Compared {
  const nodes: Record<string, ChangeMark> = {};
  const edges: Record<string, ChangeMark> = {};
  const gone: Pick<WorkflowDocument, 'nodes' | 'edges'> = { nodes: [], edges: [] };
  for (const id of layout.movedNodeIds) nodes[id] = 'moved';
  for (const change of changes) {
    if (change.kind !== 'node' && change.kind !== 'edge') continue;
    const element = change.after ?? change.before;
    if (!element) continue;
    (change.kind === 'node' ? nodes : edges)[element.id] = change.change;
    if (change.change !== 'removed') continue;
    if (change.kind === 'node' && change.before) gone.nodes.push(change.before);
    if (change.kind === 'edge' && change.before) gone.edges.push(change.before);
  }
  return {
    document: {
      ...after,
      // Ghosts lie under what is there.
      nodes: [...gone.nodes, ...after.nodes],
      edges: [...gone.edges, ...after.edges],
    },
    marks: { nodes, edges },
  };
}
