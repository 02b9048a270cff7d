/** What nodes tell only together. */
import type { WorkflowDocument, WorkflowNode } from '../../domain/workflow.ts';
import { nodeLabel } from '../functions.ts';
import { ofNode, type WorkflowHint } from './hint.ts';

export function sameNames({ nodes }: WorkflowDocument): WorkflowHint[] {
  const hints: WorkflowHint[] = [];
  const names = new Map<string, WorkflowNode>();
  for (const node of nodes) {
    const name = node.data.name?.trim().toLowerCase();
    if (!name) continue;
    const namesake = names.get(name);
    if (namesake)
      hints.push(
        ofNode(
          'same-name',
          node,
          'name',
          `${nodeLabel(node)} has the same name as ${nodeLabel(namesake)}; the run's path will not tell them apart. Rename one.`,
        ),
      );
    else names.set(name, node);
  }
  return hints;
}

export function triggerEdges({ nodes, edges }: WorkflowDocument): WorkflowHint[] {
  return nodes
    .filter(({ type, id }) => type === 'trigger' && edges.some(({ source }) => source === id))
    .map((node) =>
      ofNode(
        'trigger-edge',
        node,
        null,
        `${nodeLabel(node)} starts runs; edges drawn from it are not followed. Delete them.`,
      ),
    );
}

/** Agent nodes ask for the global prompt by default, so only those where somebody has asked for it are named. */
export function missingGlobal({ nodes }: WorkflowDocument): WorkflowHint[] {
  if (nodes.some(({ type }) => type === 'globalNode')) return [];
  return nodes
    .filter(({ type, data }) => type === 'endCall' && data.add_global_prompt === true)
    .map((node) =>
      ofNode(
        'no-global',
        node,
        'add_global_prompt',
        `${nodeLabel(node)} asks for the global prompt, but there is no global node. Add one, or switch it off.`,
      ),
    );
}
