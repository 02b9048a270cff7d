/** Steps that no call comes to, and steps from which no call comes to an end. */
import type { WorkflowDocument, WorkflowNode } from '../../domain/workflow.ts';
import { nodeSpecs } from '../../nodes/index.ts';
import { nodeLabel, reachableFrom } from '../functions.ts';
import { ofNode, ofWorkflow, type WorkflowHint } from './hint.ts';
import { whileSame } from './remembered.ts';

const isStep = ({ type }: WorkflowNode): boolean => nodeSpecs[type].role === 'conversation';

/** Ids of tools that end the call, or hand it on. */
export function endingTools({ workflow_configurations: settings }: WorkflowDocument): ReadonlySet<string> {
  const tools = settings?.tools ?? [];
  return new Set(
    tools
      .filter(({ definition }) => definition.type === 'end_call' || definition.type === 'transfer_call')
      .map((tool) => tool.tool_uuid),
  );
}

function find(document: WorkflowDocument): WorkflowHint[] {
  const steps = document.nodes.filter(isStep);
  const starts = steps.filter(({ type }) => type === 'startCall').map(({ id }) => id);
  const hangUp = endingTools(document);
  const mayEnd = ({ type, data }: WorkflowNode): boolean =>
    type === 'endCall' || (data.tool_uuids ?? []).some((id) => hangUp.has(id));
  const ends = steps.filter(mayEnd).map(({ id }) => id);
  const entered = new Set(document.edges.map(({ target }) => target));
  const left = new Set(document.edges.map(({ source }) => source));
  const hints: WorkflowHint[] = [];
  if (starts.length > 0) {
    const met = reachableFrom(document, starts);
    // That nothing at all leads there is a problem already.
    for (const node of steps.filter(({ id }) => !met.has(id) && entered.has(id)))
      hints.push(
        ofNode(
          'unreachable',
          node,
          null,
          `${nodeLabel(node)} cannot be reached from the start. Lead an edge to it, or delete it.`,
        ),
      );
  }
  const deadEnds = steps.filter((node) => !left.has(node.id) && !mayEnd(node));
  for (const node of deadEnds)
    hints.push(
      ofNode(
        'dead-end',
        node,
        null,
        `No edge leads out of ${nodeLabel(node)}, so the call stays there until the caller hangs up. Lead an edge on, or to an end node.`,
      ),
    );
  if (ends.length === 0 && steps.length > 0)
    return [
      ...hints,
      ofWorkflow('no-end', 'nodes', 'The agent has no end node, so only the caller can end a call. Add one.'),
    ];
  const toEnd = reachableFrom(document, ends, 'backwards');
  for (const node of steps.filter(({ id }) => !toEnd.has(id) && left.has(id)))
    hints.push(
      ofNode(
        'no-end',
        node,
        null,
        `From ${nodeLabel(node)} no end node can be reached, so only the caller can end the call there. Lead an edge to one.`,
      ),
    );
  return hints;
}

/** Steps that no call reaches, that lead nowhere, or from which no end can be reached. */
export const createReachRule = (): ((document: WorkflowDocument) => WorkflowHint[]) =>
  whileSame(
    ({ nodes, edges, workflow_configurations: settings }) => [
      settings?.tools,
      nodes.length,
      ...nodes.flatMap(({ id, type, data }) => [id, type, data.name, data.tool_uuids]),
      ...edges.flatMap(({ source, target }) => [source, target]),
    ],
    find,
  );
