/** Which agent a telephone call runs: its published version. What is a file is published first. */
import { isDeepStrictEqual } from 'node:util';
import { WorkflowError } from '#engine/base/errors.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import type { Library } from '#library/index.ts';
import { publish, type PublishOptions } from './publish.ts';
import { agentNamed, callable, documentInLibrary, notFound, type NamedDocument } from './workflow-source.ts';

/**
 * `onDisk`: the document of that name, when it is one on disk. A file is what is called; a sample or template only where
 * no agent was published of it.
 *
 * Throws InvalidWorkflow with the reasons, WorkflowError when there is no such agent or it has no published version, and
 * what `publish` throws.
 */
export async function agentByPhone(
  library: Library,
  name: string,
  onDisk: NamedDocument | null,
  options: PublishOptions,
): Promise<CallWorkflow> {
  if (!onDisk) {
    const found = await documentInLibrary(library, name);
    if (!found) throw notFound(name);
    return mustBePublished(library, found);
  }
  const file = callable(onDisk);
  const id = await agentNamed(library, file.name);
  const published = id === null ? null : await library.getPublished(id);
  const isFile = onDisk.id.startsWith('file-');
  if (published && (!isFile || isDeepStrictEqual(published.document, file.document))) return published;
  const { workflow_id: newId } = await publish(library, name, file, options);
  return mustBePublished(library, { id: newId, name: file.name });
}

async function mustBePublished(
  library: Library,
  { id, name }: Pick<NamedDocument, 'id' | 'name'>,
): Promise<CallWorkflow> {
  const published = await library.getPublished(id);
  if (published) return published;
  throw new WorkflowError(
    'workflow-invalid',
    `“${name}” has no published version. Calls by telephone run what is published: \`parley publish\` it first.`,
  );
}
