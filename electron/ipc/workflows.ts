import { StudioError, WorkflowError } from '#engine/base/errors.ts';
import type { MethodOutput } from '#shared/bridge/contract.ts';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { parseWorkflow, validateWorkflow } from '#shared/graph/validate.ts';
import { parseJsonText } from './json-text.ts';
import type { LibraryPort } from './ports.ts';
import { versionsHandlers } from './versions.ts';
import type { NamespaceHandlers } from './handler.ts';

const MAX_NAME_LENGTH = 200;
const REASONS_NAMED = 3;

export const workflowsHandlers: NamespaceHandlers<'workflows'> = {
  ...versionsHandlers,
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
  'workflows.import': ({ text, name }, { studio }) => importWorkflow(studio.library, text, name),
  'workflows.validate': ({ document }) => validateWorkflow(document),
};

async function importWorkflow(
  library: LibraryPort,
  text: string,
  name: string | undefined,
): Promise<MethodOutput<'workflows.import'>> {
  const value = unwrap(parseJsonText(text));
  const { document, problems } = parseWorkflow(value);
  if (!document)
    throw new WorkflowError('workflow-invalid', `This is not a workflow document: ${reasons(problems)}`);
  const chosen = [name, document.name].find(
    (candidate) => candidate !== undefined && candidate.trim() !== '',
  );
  const workflow = await library.saveWorkflow({
    name: (chosen ?? 'Imported agent').trim().slice(0, MAX_NAME_LENGTH),
    document,
  });
  return { workflow, problems };
}

/** Dograh names the document of an export `workflow_definition` or, in its API, `workflow_json`; `parseWorkflow` knows the former. */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (!('workflow_json' in value) || 'nodes' in value || 'workflow_definition' in value) return value;
  const { workflow_json: definition, ...rest } = value;
  return { ...rest, workflow_definition: definition };
}

function reasons(problems: readonly WorkflowProblem[]): string {
  const named = problems.slice(0, REASONS_NAMED).map(({ kind, id, field, message }) => {
    const place = [id === null ? null : `${kind} ${id}`, field].filter((part) => part !== null).join(', ');
    return place === '' ? message : `${place}: ${message}`;
  });
  const rest = problems.length - named.length;
  return `${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function notFound(id: string): StudioError {
  return new StudioError('workflow-not-found', `There is no agent “${id}”. It may have been deleted.`);
}
