/** What the caller may say now: the examples of the edges that lead on from the active node. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

/**
 * @param nodeId the active node; null is the start node (before the call)
 * @returns at most `limit` sentences, the edges taking turns, so that each way is shown
 */
export function sayableNow(document: WorkflowDocument, nodeId: string | null, limit = 4): string[] {
  const from = nodeId ?? document.nodes.find((node) => node.type === 'startCall')?.id;
  const ways = document.edges
    .filter((edge) => edge.source === from)
    .map((edge) => (edge.data.caller_examples ?? []).filter((example) => example.trim() !== ''));
  const sentences = new Set<string>();
  for (let round = 0; sentences.size < limit && ways.some((way) => round < way.length); round += 1) {
    for (const way of ways) {
      const example = way[round];
      if (example !== undefined && sentences.size < limit) sentences.add(example);
    }
  }
  return [...sentences];
}
