/** Places for the nodes of a graph that came without any: columns from left to right, in the order in which a call can reach them. */
import type { WorkflowEdge, WorkflowNode } from '../domain/workflow.ts';

/** Canvas pixels from one card's corner to the next one's. */
const columnPx = 368;
const rowPx = 240;

/** Nodes that no edge reaches stand under the graph; a global node stands over it. */
export function placed(
  nodes: readonly WorkflowNode[],
  edges: readonly Pick<WorkflowEdge, 'source' | 'target'>[],
): WorkflowNode[] {
  const columns = columnsOf(nodes, edges);
  const filled = new Map<number, number>();
  const tallest = Math.max(1, ...countBy([...columns.values()]).values());
  let loose = 0;
  return nodes.map((node) => {
    if (node.type === 'globalNode') return at(node, 1, -1);
    const column = columns.get(node.id);
    if (column === undefined) {
      loose += 1;
      return at(node, loose - 1, tallest);
    }
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return at(node, column, row);
  });
}

const at = (node: WorkflowNode, column: number, row: number): WorkflowNode => ({
  ...node,
  position: { x: column * columnPx, y: row * rowPx },
});

function countBy(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The shortest way from the start, in edges. */
function columnsOf(
  nodes: readonly WorkflowNode[],
  edges: readonly Pick<WorkflowEdge, 'source' | 'target'>[],
): Map<string, number> {
  const known = new Set(nodes.map(({ id }) => id));
  const next = new Map<string, string[]>();
  for (const { source, target } of edges) {
    if (!known.has(target)) continue;
    const targets = next.get(source);
    if (targets) targets.push(target);
    else next.set(source, [target]);
  }
  const columns = new Map(
    nodes.filter(({ type }) => type === 'startCall').map(({ id }): [string, number] => [id, 0]),
  );
  const open = [...columns.keys()];
  for (let index = 0; index < open.length; index += 1) {
    const id = open[index] ?? '';
    for (const target of next.get(id) ?? []) {
      if (columns.has(target)) continue;
      columns.set(target, (columns.get(id) ?? 0) + 1);
      open.push(target);
    }
  }
  return columns;
}
