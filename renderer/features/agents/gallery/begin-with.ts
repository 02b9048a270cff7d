import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { navigate } from '../../../app/router.ts';
import { createAgent, useAgents } from '../../../stores/agents.ts';
import { showError } from '../../../ui/toast.tsx';
import { unusedName } from '../new-agent.ts';
import { closeNewAgent } from './new-agent-dialog-state.ts';

const longestName = 180;

/** Keeps the document as an agent of its own, with a name that no other has, and opens it. */
export async function beginWith(name: string, document: WorkflowDocument): Promise<void> {
  const taken = (useAgents.getState().agents ?? []).map((agent) => agent.name);
  const free = unusedName(name.trim().slice(0, longestName) || 'New agent', taken);
  try {
    const id = await createAgent(free, { ...document, name: free });
    closeNewAgent();
    navigate({ screen: 'agent', id });
  } catch (thrown) {
    showError('The agent could not be made', thrown);
  }
}
