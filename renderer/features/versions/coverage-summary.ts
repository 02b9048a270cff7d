/** Which steps and edges of a document runs have come by. */
import type { Coverage } from '#shared/bridge/versions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { plural } from '../../ui/plural.ts';

export interface Missed {
  kind: 'node' | 'edge';
  id: string;
  name: string;
}

export interface CoverageSummary {
  runCount: number;
  nodes: { covered: number; total: number };
  edges: { covered: number; total: number };
  /** What no run has come by, in the order of the document. */
  missed: readonly Missed[];
}

export function coverageSummary(
  { nodes, edges }: WorkflowDocument,
  { run_count: runCount, nodes: nodeCounts, edges: edgeCounts }: Coverage,
): CoverageSummary {
  const steps = nodes.filter(({ type }) => nodeSpecs[type].role === 'conversation');
  const names = new Map(nodes.map(({ id, data }) => [id, data.name?.trim() || id]));
  const ways = edges.filter(({ source, target }) => names.has(source) && names.has(target));
  const missedNodes = steps.filter(({ id }) => !(id in nodeCounts));
  const missedEdges = ways.filter(({ id }) => !(id in edgeCounts));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return {
    runCount,
    nodes: { covered: steps.length - missedNodes.length, total: steps.length },
    edges: { covered: ways.length - missedEdges.length, total: ways.length },
    missed: [
      ...missedNodes.map(({ id }): Missed => ({ kind: 'node', id, name: nameOf(id) })),
      ...missedEdges.map(({ id, source, target, data }): Missed => {
        const ends = `${nameOf(source)} → ${nameOf(target)}`;
        const label = data.label?.trim() ?? '';
        return { kind: 'edge', id, name: label === '' ? ends : `${label} (${ends})` };
      }),
    ],
  };
}

/** `12 of 15 nodes, 9 of 14 edges by 37 runs`. */
export const coverageWords = ({ runCount, nodes, edges }: CoverageSummary): string =>
  `${nodes.covered} of ${plural(nodes.total, 'node')}, ${edges.covered} of ${plural(edges.total, 'edge')} by ${plural(runCount, 'run')}`;
