/** Publishing: the draft becomes the numbered version that is called by telephone. */
import { LibraryError } from '#engine/base/errors.ts';
import type { WorkflowVersion } from '#shared/bridge/versions.ts';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import type { PublishedWorkflow } from '../contract.ts';
import { versionNotFound, workflowNotFound } from '../errors.ts';
import type { Statements } from '../statements.ts';
import { assertExpected, findDraft } from './workflows.ts';
import { findVersion, newestPublication, pinVersion, versionDocument } from './workflow-versions.ts';

const PROBLEMS_NAMED = 5;

/** Publishing what is published already makes no other version, so that asking again after a lost answer repeats nothing. */
export function publishWorkflow(
  statements: Statements,
  workflowId: string,
  note: string,
  expectedRevision: number | null,
  time: string,
): WorkflowVersion {
  const draft = findDraft(statements, workflowId);
  if (draft === null || draft.deleted_at !== null) throw workflowNotFound(workflowId);
  assertExpected(draft, expectedRevision);
  const document = JSON.parse(draft.document) as WorkflowDocument;
  const problems = validateWorkflow(document);
  if (problems.length > 0) throw notPublishable(draft.name, problems);
  const versionId = pinVersion(statements, workflowId, document, time);
  const newest = newestPublication(statements, workflowId);
  if (newest?.version_id !== versionId)
    statements.run(
      `INSERT INTO workflow_publications (workflow_id, number, version_id, note, published_at)
       VALUES (@workflowId, @number, @versionId, @note, @time)`,
      { workflowId, number: (newest?.number ?? 0) + 1, versionId, note: note.trim(), time },
    );
  const version = findVersion(statements, workflowId, versionId);
  if (version === null) throw versionNotFound(versionId);
  return version;
}

/** What a dialled call runs. Null when the workflow was deleted or never published. */
export function publishedWorkflow(statements: Statements, workflowId: string): PublishedWorkflow | null {
  const draft = findDraft(statements, workflowId);
  const publication = newestPublication(statements, workflowId);
  if (draft === null || draft.deleted_at !== null || publication === null) return null;
  const document = versionDocument(statements, publication.version_id);
  return document && { id: workflowId, name: draft.name, document, publication };
}

function notPublishable(name: string, problems: readonly WorkflowProblem[]): LibraryError {
  const named = problems.slice(0, PROBLEMS_NAMED).map(({ kind, id, field, message }) => {
    const place = [id === null ? null : `${kind} ${id}`, field].filter((part) => part !== null).join(', ');
    return place === '' ? message : `${place}: ${message}`;
  });
  const rest = problems.length - named.length;
  return new LibraryError(
    'workflow-invalid',
    `“${name}” cannot be published while it has problems: ${named.join('; ')}${rest > 0 ? `; and ${String(rest)} more` : ''}`,
  );
}
