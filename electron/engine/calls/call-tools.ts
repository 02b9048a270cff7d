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

/** How answers of tools come onto the timeline of their call. */
export interface ToolTime {
  /** From outside, whose wait is kept account of. */
  answer<T>(start: () => Promise<T>): Promise<T>;
  /** Of work that takes its own time in the call, wherever it ends. */
  arrival<T>(answered: Promise<T>): Promise<T>;
}

const noTime: ToolTime = { answer: (start) => start(), arrival: (answered) => answered };

/**
 * @param time absent where there is no timeline
 * @param transfer absent where nobody can be connected: no telephone
 * @param keys the line's keys, which the model may press in every node; absent where there is no line
 */
export function callTools(
  { document }: CallWorkflow,
  secrets: ToolSecrets | undefined,
  time: ToolTime = noTime,
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
        run: (given: Record<string, unknown>, surroundings: ToolSurroundings, signal: AbortSignal) => {
          const start = () => tool.run(given, surroundings, signal);
          // Ending the call asks nobody, so there is nothing to wait for.
          if (tool.endsCall) return start();
          return tool.actsInCall === true ? time.arrival(start()) : time.answer(start);
        },
      })),
      // Keys take time on the call's own timeline: nothing outside is waited for.
      ...pressing,
    ],
  };
}
