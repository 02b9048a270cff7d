/** Where a workflow uses the tools it carries, and the credentials of the studio. */
import type { ToolDocument } from '../domain/tool.ts';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { nodeLabel } from './functions.ts';

/** Places in words, by id, in the order of the document. */
export interface Usage {
  tools: Map<string, string[]>;
  credentials: Map<string, string[]>;
}

export function usageOf(document: WorkflowDocument): Usage {
  const tools = new Map<string, string[]>();
  const credentials = new Map<string, string[]>();
  // Carried, also where no step uses it.
  for (const tool of document.workflow_configurations?.tools ?? []) {
    tools.set(tool.tool_uuid, []);
    const credential = credentialOf(tool);
    if (credential !== null) add(credentials, credential, `the tool “${tool.name ?? tool.tool_uuid}”`);
  }
  for (const node of document.nodes) {
    for (const id of new Set(node.data.tool_uuids ?? [])) add(tools, id, nodeLabel(node));
    const credential = node.data.credential_uuid;
    if (credential != null && credential !== '') add(credentials, credential, nodeLabel(node));
  }
  return { tools, credentials };
}

/** The credential that an HTTP tool sends; null for none. */
export function credentialOf({ definition }: ToolDocument): string | null {
  const id = definition.config?.['credential_uuid'];
  return typeof id === 'string' && id !== '' ? id : null;
}

function add(places: Map<string, string[]>, id: string, place: string): void {
  const known = places.get(id);
  if (known) known.push(place);
  else places.set(id, [place]);
}
