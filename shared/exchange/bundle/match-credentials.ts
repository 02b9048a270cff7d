/**
 * The credentials of an agent that came in: a bundle has their ids and names, never their secrets.
 *
 * Only the same id, which nobody guesses, is the same credential. One that merely has the same name is not taken: whoever
 * made the bundle chose the address that it would be sent to.
 */
import { shorten } from '../../base/shorten.ts';
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { nodeLabel } from '../../graph/functions.ts';
import { credentialOf } from '../../graph/tool-usage.ts';
import type { ImportNote } from '../import-note.ts';

export interface NamedCredential {
  id: string;
  name: string;
}

/** What is not kept here is taken out of tools and webhooks, and told with its place. */
export function matchCredentials(
  document: WorkflowDocument,
  here: readonly NamedCredential[],
  there: readonly NamedCredential[],
): { document: WorkflowDocument; notes: ImportNote[] } {
  const notes: ImportNote[] = [];
  const isMissing = (id: string | null | undefined): id is string =>
    id != null && id !== '' && !here.some((each) => each.id === id);
  const tell = (id: string, place: string): void => {
    const name = there.find((each) => each.id === id)?.name;
    const called = name === undefined ? 'a credential' : `the credential “${shorten(name)}”`;
    const advice = here.some((each) => each.name === name)
      ? 'One of that name is kept here: look at the address, then choose it.'
      : 'Add it under Settings → Credentials, then choose it.';
    notes.push({ place, message: `It used ${called}, which is not part of a bundle. ${advice}` });
  };
  const nodes = document.nodes.map((node) => {
    const { credential_uuid: id, ...data } = node.data;
    if (!isMissing(id)) return node;
    tell(id, nodeLabel(node));
    return { ...node, data };
  });
  const settings = document.workflow_configurations;
  const tools = settings?.tools?.map((tool) => {
    const id = credentialOf(tool);
    if (!isMissing(id)) return tool;
    tell(id, `the tool “${tool.name ?? tool.tool_uuid}”`);
    const { credential_uuid: _gone, ...config } = tool.definition.config ?? {};
    return { ...tool, definition: { ...tool.definition, config } };
  });
  return {
    document: {
      ...document,
      nodes,
      ...(tools ? { workflow_configurations: { ...settings, tools } } : {}),
    },
    notes,
  };
}
