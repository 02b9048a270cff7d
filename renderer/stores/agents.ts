/** The agents of the library: their summaries, and the documents that cards and palette have asked for. */
import { create } from 'zustand';
import type { MethodInput, WorkflowSummary } from '#shared/bridge/contract.ts';
import type { SearchHit } from '#shared/bridge/versions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';

interface AgentsStore {
  /** Null until the first answer. */
  agents: readonly WorkflowSummary[] | null;
  failure: string | null;
  /** Documents for the sketches, by agent; `updatedAt` tells whether one is old. */
  documents: ReadonlyMap<string, { updatedAt: string; document: WorkflowDocument }>;
}

export const useAgents = create<AgentsStore>()(() => ({ agents: null, failure: null, documents: new Map() }));

export async function loadAgents(): Promise<void> {
  try {
    useAgents.setState({ agents: await bridge.call('workflows.list', undefined), failure: null });
  } catch (thrown) {
    useAgents.setState({ failure: errorText(thrown) });
  }
}

/** Changes told within this time are asked for once. */
const gatherMs = 120;
let following = false;

/** Loads once and again when the library changes; later calls do nothing. */
export function followAgents(): void {
  if (following) return;
  following = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  bridge.on('library.changed', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void loadAgents(), gatherMs);
  });
  void loadAgents();
}

const asked = new Set<string>();

/** Fetches the document behind a summary, once a version; a card without its sketch is no error. */
export async function loadDocument(agent: WorkflowSummary): Promise<void> {
  const version = `${agent.id} ${agent.updated_at}`;
  if (asked.has(version)) return;
  asked.add(version);
  try {
    const { document } = await bridge.call('workflows.get', { id: agent.id });
    useAgents.setState(({ documents }) => ({
      documents: new Map(documents).set(agent.id, { updatedAt: agent.updated_at, document }),
    }));
  } catch {
    asked.delete(version);
  }
}

export async function createAgent(name: string, document: WorkflowDocument): Promise<string> {
  const record = await bridge.call('workflows.save', { name, document });
  await loadAgents();
  return record.id;
}

export async function duplicateAgent(id: string): Promise<string> {
  const record = await bridge.call('workflows.duplicate', { id });
  await loadAgents();
  return record.id;
}

/** Takes the cards away at once; they come back when the studio refuses. */
export async function deleteAgents(ids: readonly string[]): Promise<void> {
  const before = useAgents.getState().agents;
  useAgents.setState({ agents: before?.filter((agent) => !ids.includes(agent.id)) ?? null });
  try {
    await Promise.all(ids.map((id) => bridge.call('workflows.delete', { id })));
  } catch (thrown) {
    await loadAgents();
    throw thrown;
  }
}

export async function restoreAgents(ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => bridge.call('workflows.restore', { id })));
  await loadAgents();
}

/** Folder, tags and archive; what is absent stays as it is. */
export type Arrangement = Omit<MethodInput<'workflows.organise'>, 'ids'>;

export async function organiseAgents(ids: readonly string[], change: Arrangement): Promise<void> {
  await bridge.call('workflows.organise', { ids: [...ids], ...change });
  await loadAgents();
}

export const searchLimit = 60;

/** Places in all agents where every word stands, names first; at most `searchLimit`. */
export async function searchTexts(text: string): Promise<SearchHit[]> {
  return await bridge.call('workflows.search', { text: text.slice(0, 200), limit: searchLimit });
}
