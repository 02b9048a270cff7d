/** Which agents use a tool or a credential. An agent is read again only when its draft has changed. */
import type { UsedIn } from '#shared/bridge/tools.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { usageOf, type Usage } from '#shared/graph/tool-usage.ts';

export interface AgentsSource {
  listWorkflows(): Promise<readonly { id: string; name: string; revision: number }[]>;
  getWorkflow(id: string): Promise<{ document: WorkflowDocument } | null>;
}

export class AgentsUsage {
  readonly #agents: AgentsSource;
  readonly #known = new Map<string, { revision: number; usage: Usage }>();

  constructor(agents: AgentsSource) {
    this.#agents = agents;
  }

  /** Of every agent, at this moment. */
  async now(): Promise<{ tool(id: string): UsedIn[]; credential(id: string): UsedIn[] }> {
    const all: { id: string; name: string; usage: Usage }[] = [];
    const agents = await this.#agents.listWorkflows();
    for (const { id, name, revision } of agents) {
      const known = this.#known.get(id);
      if (known?.revision !== revision) {
        const document = (await this.#agents.getWorkflow(id))?.document;
        if (!document) continue;
        this.#known.set(id, { revision, usage: usageOf(document) });
      }
      const usage = this.#known.get(id)?.usage;
      if (usage) all.push({ id, name, usage });
    }
    const there = new Set(agents.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!there.has(id)) this.#known.delete(id);
    const of = (kind: keyof Usage) => (id: string) =>
      all.flatMap(({ id: workflowId, name, usage }): UsedIn[] => {
        const places = usage[kind].get(id);
        return places ? [{ workflow_id: workflowId, workflow_name: name, places }] : [];
      });
    return { tool: of('tools'), credential: of('credentials') };
  }
}
