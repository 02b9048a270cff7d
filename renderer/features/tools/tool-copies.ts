/** Tools of the library in agents: copies taken, brought up to date, given back. Pure functions on the document. */
import type { LibraryTool } from '#shared/bridge/tools.ts';
import type { ToolDocument } from '#shared/domain/tool.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { toolChanges, type ToolChange } from '#shared/graph/tool-changes.ts';

export const toolsOf = (document: WorkflowDocument): readonly ToolDocument[] =>
  document.workflow_configurations?.tools ?? [];

export function copyOf({ tool, updated_at }: LibraryTool): ToolDocument {
  return { ...tool, library_updated_at: updated_at };
}

export type CopyState =
  /** Not in the library. */
  | { state: 'own' }
  | { state: 'same' }
  /** `changes` lead from the copy to the master. */
  | { state: 'newer-in-library' | 'changed-here'; changes: ToolChange[]; master: LibraryTool };

/** A copy that does not say what it was taken from counts as changed here: nobody is urged to write over it. */
export function stateOf(tool: ToolDocument, library: readonly LibraryTool[]): CopyState {
  const master = library.find((each) => each.tool.tool_uuid === tool.tool_uuid);
  if (!master) return { state: 'own' };
  const changes = toolChanges(tool, master.tool);
  if (changes.length === 0) return { state: 'same' };
  const taken = tool.library_updated_at ?? '';
  const isNewer = taken !== '' && taken < master.updated_at;
  return { state: isNewer ? 'newer-in-library' : 'changed-here', changes, master };
}

function withTools(document: WorkflowDocument, tools: readonly ToolDocument[]): WorkflowDocument {
  const { tools: _tools, ...rest } = document.workflow_configurations ?? {};
  return {
    ...document,
    workflow_configurations: tools.length === 0 ? rest : { ...rest, tools: [...tools] },
  };
}

/** In the place of the one of its id, or behind the others. */
export function putTool(document: WorkflowDocument, tool: ToolDocument): WorkflowDocument {
  const tools = toolsOf(document);
  const isThere = tools.some(({ tool_uuid: id }) => id === tool.tool_uuid);
  return withTools(
    document,
    isThere ? tools.map((each) => (each.tool_uuid === tool.tool_uuid ? tool : each)) : [...tools, tool],
  );
}

/** Out of the agent and of every step that uses it. */
export function removeTool(document: WorkflowDocument, id: string): WorkflowDocument {
  const without = withTools(
    document,
    toolsOf(document).filter(({ tool_uuid: each }) => each !== id),
  );
  return {
    ...without,
    nodes: without.nodes.map((node) => {
      const used = node.data.tool_uuids;
      if (used?.includes(id) !== true) return node;
      const { tool_uuids: _used, ...data } = node.data;
      const rest = used.filter((each) => each !== id);
      return { ...node, data: rest.length === 0 ? data : { ...data, tool_uuids: rest } };
    }),
  };
}

/** Names of the steps that use it. */
export function stepsWith(document: WorkflowDocument, id: string): string[] {
  return document.nodes
    .filter(({ data }) => data.tool_uuids?.includes(id) === true)
    .map((node) => node.data.name?.trim() || node.id);
}
