import { StudioError } from '#engine/base/errors.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { importHandlers } from './exchange.ts';
import { versionsHandlers } from './versions.ts';
import type { NamespaceHandlers } from './handler.ts';

export const workflowsHandlers: NamespaceHandlers<'workflows'> = {
  ...versionsHandlers,
  ...importHandlers,
  'workflows.list': (_input, { studio }) => studio.library.listWorkflows(),
  'workflows.get': async ({ id }, { studio }) => {
    const record = await studio.library.getWorkflow(id);
    if (!record) throw notFound(id);
    return record;
  },
  'workflows.save': ({ id, name, document, expected_revision: expectedRevision = null }, { studio }) =>
    studio.library.saveWorkflow({ ...(id === undefined ? {} : { id }), name, document, expectedRevision }),
  'workflows.duplicate': ({ id }, { studio }) => studio.library.duplicateWorkflow(id),
  'workflows.delete': async ({ id }, { studio }) => {
    await studio.library.deleteWorkflow(id);
    return undefined;
  },
  'workflows.restore': ({ id }, { studio }) => studio.library.restoreWorkflow(id),
  'workflows.validate': ({ document }) => validateWorkflow(document),
};

function notFound(id: string): StudioError {
  return new StudioError('workflow-not-found', `There is no agent “${id}”. It may have been deleted.`);
}
