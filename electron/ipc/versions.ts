/** The handlers of `shared/bridge/versions.ts`. */
import { StudioError } from '#engine/base/errors.ts';
import type { versionMethods } from '#shared/bridge/versions.ts';
import type { Handler } from './handler.ts';
import type { LibraryPort } from './ports.ts';

export const versionsHandlers: { [M in keyof typeof versionMethods]: Handler<M> } = {
  'workflows.publish': ({ id, note, expected_revision: expected }, { studio }) =>
    studio.library.publishWorkflow(id, note, expected ?? null),
  'workflows.versions': async ({ id }, { studio: { library } }) => {
    await requireWorkflow(library, id);
    return library.listVersions(id);
  },
  'workflows.version': async ({ id, version_id: versionId }, { studio }) => {
    const found = await studio.library.getVersion(id, versionId);
    if (!found)
      throw new StudioError(
        'workflow-not-found',
        `This agent has no version “${versionId}”. Open its history again.`,
      );
    return found;
  },
  'workflows.organise': async (
    { ids, folder, add_tags: addTags, remove_tags: removeTags, is_archived: isArchived },
    { studio },
  ) => {
    await studio.library.organiseWorkflows(ids, {
      addTags,
      removeTags,
      ...(folder === undefined ? {} : { folder }),
      ...(isArchived === undefined ? {} : { isArchived }),
    });
    return undefined;
  },
  'workflows.search': ({ text, limit }, { studio }) => studio.library.searchWorkflows(text, limit),
  'workflows.coverage': async ({ id, version_id: versionId }, { studio: { library } }) => {
    await requireWorkflow(library, id);
    return library.workflowCoverage(id, versionId ?? null);
  },
};

async function requireWorkflow(library: LibraryPort, id: string): Promise<void> {
  if ((await library.getWorkflow(id)) === null)
    throw new StudioError('workflow-not-found', `There is no agent “${id}”. It may have been deleted.`);
}
