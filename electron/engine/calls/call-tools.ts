/** The tools of a call's workflow, their answers on the call's timeline. */
import {
  createToolSet,
  noSecrets,
  pressKeysTool,
  type KeyPort,
  type ToolSecrets,
  type TransferPort,
} from '../tools/index.ts';
import type { ToolSurroundings } from '../tools/tool.ts';
import type { OfferedTools } from '../workflow/index.ts';
import type { CallWorkflow } from './call-workflow.ts';

/**
 * @param onTimeline brings an answer from outside onto the timeline; absent where there is none
 * @param transfer absent where nobody can be connected: no telephone
 * @param keys the line's keys, which the model may press in every node; absent where there is no line
 */
export function callTools(
  { document }: CallWorkflow,
  secrets: ToolSecrets | undefined,
  onTimeline: <T>(start: () => Promise<T>) => Promise<T> = (start) => start(),
  keys?: KeyPort,
  transfer?: TransferPort,
): OfferedTools {
  const pressing = keys && document.workflow_configurations?.press_keys === true ? [pressKeysTool(keys)] : [];
  const documents = document.workflow_configurations?.tools ?? [];
  const tools = createToolSet(documents, {
    secrets: secrets ?? noSecrets,
    ...(transfer ? { transfer } : {}),
  });
  return {
    pick: (toolIds) => [
      ...tools.pick(toolIds).map((tool) => ({
        ...tool,
        // Ending the call asks nobody, so there is nothing to wait for; handing it on takes its own time.
        run: (given: Record<string, unknown>, surroundings: ToolSurroundings, signal: AbortSignal) =>
          tool.endsCall || tool.actsInCall === true
            ? tool.run(given, surroundings, signal)
            : onTimeline(() => tool.run(given, surroundings, signal)),
      })),
      // Keys take time on the call's own timeline: nothing outside is waited for.
      ...pressing,
    ],
  };
}
