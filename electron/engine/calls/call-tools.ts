/** The tools of a call's workflow, their answers on the call's timeline. */
import { createToolSet, type ToolSecrets } from '../tools/index.ts';
import type { OfferedTools } from '../workflow/index.ts';
import type { CallWorkflow } from './call-workflow.ts';

/** @param onTimeline brings an answer from outside onto the timeline; absent where there is none */
export function callTools(
  { document }: CallWorkflow,
  secrets: ToolSecrets | undefined,
  onTimeline: <T>(start: () => Promise<T>) => Promise<T> = (start) => start(),
): OfferedTools {
  const documents = document.workflow_configurations?.tools ?? [];
  const tools = createToolSet(documents, secrets ? { secrets } : undefined);
  return {
    pick: (toolIds) =>
      tools.pick(toolIds).map((tool) => ({
        ...tool,
        // Ending the call asks nobody, so there is nothing to wait for.
        run: (given, surroundings, signal) =>
          tool.endsCall
            ? tool.run(given, surroundings, signal)
            : onTimeline(() => tool.run(given, surroundings, signal)),
      })),
  };
}
